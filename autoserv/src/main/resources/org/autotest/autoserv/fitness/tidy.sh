# Removes what clients left behind, once none is at work any more: their results, their parts of
# transfers, their temporary directories.
#   $1... directories that the client may be installed in
# Prints what was removed.
expand() {
  case $1 in
    '~') echo "$HOME" ;;
    '~/'*) echo "$HOME/${1#??}" ;;
    *) echo "$1" ;;
  esac
}
drop() {
  for path in "$@"; do
    [ -e "$path" ] || continue
    rm -rf -- "$path" && echo "removed $path" || exit 1
  done
}
for c in "$@"; do
  d=$(expand "$c")
  [ -d "$d/versions" ] || continue
  drop "$d"/runs/* "$d"/incoming/* "$d"/versions/.*.new "$d"/tests/.*.new
done
tmp=${TMPDIR:-/tmp}
drop "$tmp"/autotest-probe.* "$tmp"/autotest-crash.*
exit 0
