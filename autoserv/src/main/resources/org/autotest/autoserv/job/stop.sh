# Ends clients with all that they started, politely first.
#   $1 run directory of one client, or a directory of many; $2 seconds between asking and killing
# Prints what had to be ended.
here=$1 grace=$2

# The tests of a client have sessions of their own; the environment tells to whom they belong.
members() {
  grep -lsF "AUTOTEST_RUN=$here/" /proc/[0-9]*/environ 2>/dev/null |
    while IFS=/ read -r _ _ pid _; do echo "$pid"; done
}
leaders() {
  for file in "$here"/section.*/pid "$here"/*/section.*/pid; do
    read -r pid ticks 2>/dev/null <"$file" || continue
    read -r stat 2>/dev/null <"/proc/$pid/stat" || continue
    set -- ${stat##*) }
    shift 19 && [ "$1" = "$ticks" ] && echo "$pid"
  done
}

first=$(leaders)
for pid in $first; do
  echo "asked client $pid to end"
  kill -TERM "-$pid" 2>/dev/null || kill -TERM "$pid"
done
waited=0
while [ -n "$first" ] && [ -n "$(leaders)" ] && [ "$waited" -lt $((grace * 5)) ]; do
  sleep 0.2 2>/dev/null || sleep 1
  waited=$((waited + 1))
done
for round in 1 2 3; do
  left="$(leaders) $(members)"
  [ -n "${left# }" ] || break
  for pid in $left; do
    read -r name 2>/dev/null <"/proc/$pid/comm" || continue
    echo "killed $pid ($name)"
    kill -KILL "$pid" 2>/dev/null
  done
  sleep 0.1 2>/dev/null || sleep 1
done
exit 0
