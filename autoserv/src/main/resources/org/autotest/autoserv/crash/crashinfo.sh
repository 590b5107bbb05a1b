# Writes what the kernel and the system log say, and what crashes have left, as a tar.gz to standard
# output: dmesg, messages, journal; pstore/ (what kernels wrote before they went down); vmcores (a list
# of what kdump saved, which stays there); coredumps (a list) and core/ (the newest of them).
#   $1 seconds since 1970 when the job started there, 0 when unknown, -n for n seconds ago
#   $2 system log or empty, $3 its size in bytes when the job started
case $1 in -*) set -- "$(($(date +%s) $1))" "$2" "$3" ;; esac
bytes_max=16000000
# Of core dumps together; a larger one stays on the machine and is listed.
cores_max=32000000
d=$(mktemp -d "${TMPDIR:-/tmp}/autotest-crash.XXXXXX") || exit 71
trap 'rm -rf "$d"' EXIT
trap 'exit 1' HUP INT PIPE TERM

dmesg 2>/dev/null | tail -c "$bytes_max" >"$d/dmesg"
if [ -n "$2" ] && [ -r "$2" ]; then
  # A log shorter than it was has been rotated: then all of it is new.
  from=$(($3 + 1))
  [ "$(($(wc -c <"$2")))" -ge "$3" ] || from=1
  tail -c +"$from" "$2" | tail -c "$bytes_max" >"$d/messages"
fi
if [ "$1" -gt 0 ] && [ -d /run/systemd/system ] && command -v journalctl >/dev/null 2>&1; then
  journalctl --quiet --no-pager --since "@$1" 2>/dev/null | tail -c "$bytes_max" >"$d/journal"
fi

# Only what came since the job started; everything when that is unknown.
root=${AUTOTEST_CRASH_ROOT-}
touch -d "@$1" "$d/since" 2>/dev/null || : >"$d/since"
[ "$1" -gt 0 ] || touch -d @1 "$d/since" 2>/dev/null
newer() { find "$@" -type f -newer "$d/since" 2>/dev/null; }
newer "$root/sys/fs/pstore" "$root/var/lib/systemd/pstore" | head -n 40 | while IFS= read -r file; do
  mkdir -p "$d/pstore"
  head -c 1000000 "$file" >"$d/pstore/${file##*/}"
done
newer "$root/var/crash" "$root/var/lib/kdump" | head -n 1000 | while IFS= read -r file; do
  ls -ln "$file"
done >"$d/vmcores"
if command -v coredumpctl >/dev/null 2>&1; then
  coredumpctl --no-pager --quiet list --since "@$1" 2>/dev/null | tail -c 100000 >"$d/coredumps"
fi
left=$cores_max
newer "$root/var/lib/systemd/coredump" | head -n 1000 | tr '\n' '\0' | xargs -0 -r ls -t 2>/dev/null | head -n 5 |
  while IFS= read -r file; do
    size=$(($(wc -c <"$file")))
    [ "$size" -le "$left" ] || continue
    left=$((left - size))
    mkdir -p "$d/core"
    cp "$file" "$d/core/"
  done
rm -f "$d/since"
for log in dmesg messages journal vmcores coredumps; do
  [ -s "$d/$log" ] || rm -f "$d/$log"
done
for log in messages journal; do
  [ -e "$d/$log" ] && gzip -1 "$d/$log"
done
tar -cf - -C "$d" . | gzip -1
