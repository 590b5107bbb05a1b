# Removes what clients left behind, once none is at work any more: their results, their parts of
# transfers, their temporary directories, what they mounted. Begins with unmount.sh.
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
  for run in "$d"/runs/*; do
    [ ! -d "$run" ] || unmount_left "$run" || exit 1
  done
  drop "$d"/runs/* "$d"/incoming/* "$d"/versions/.*.new "$d"/tests/.*.new
done
tmp=${TMPDIR:-/tmp}
drop "$tmp"/autotest-probe.* "$tmp"/autotest-crash.*

# Control groups of clients that are gone, with what is in them. Those of containers are not ours:
# numbers of processes mean something else there.
here=$(readlink /proc/self/ns/pid)
ours() {
  while read -r pid; do
    # So shows one that is of no number here.
    [ "$pid" != 0 ] || return 1
    there=$(readlink "/proc/$pid/ns/pid") || continue
    [ "$there" = "$here" ] || return 1
  done <"$1/cgroup.procs"
}
find /sys/fs/cgroup -type d -name 'autotest-[0-9]*.[0-9]*.[0-9]*' 2>/dev/null | while IFS= read -r group; do
  client=${group##*/autotest-}
  [ ! -d "/proc/${client%%.*}" ] && ours "$group" || continue
  read -r pid <"$group/cgroup.procs" || [ -n "$(find "$group" -prune -mmin +1)" ] || continue
  echo 1 2>/dev/null >"$group/cgroup.kill"
  for round in 1 2 3 4 5 6 7 8 9 10; do
    rmdir "$group" 2>/dev/null && echo "removed $group" && break
    while read -r pid; do [ "$pid" = 0 ] || kill -KILL "$pid"; done <"$group/cgroup.procs"
    sleep 0.1 2>/dev/null || sleep 1
  done
done
exit 0
