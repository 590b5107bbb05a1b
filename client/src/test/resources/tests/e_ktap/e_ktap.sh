#!/bin/sh
# Prints KTAP: --all prints a result that passes only, --none nothing, --na skips.
case ${1:-} in
  --all=*) printf 'KTAP version 1\n1..1\nok 1 fine\n'; exit 0 ;;
  --none=*) echo 'nothing to say'; exit 0 ;;
  --na=*) echo 'no such device'; exit 77 ;;
  --bad=*) printf 'KTAP version 1\n1..2\nok 1 fine\n'; exit 3 ;;
esac
cat <<'KTAP'
KTAP version 1
1..3
    KTAP version 1
    1..2
    ok 1 opens
    # expected 1
    not ok 2 reads
not ok 1 file
ok 2 flies # SKIP no wings
ok 3 swims # time=250ms
KTAP
