# Writes what the kernel and the system log say as a tar.gz to standard output.
#   $1 seconds since 1970 when the job started there, 0 when unknown
#   $2 system log or empty, $3 its size in bytes when the job started
bytes_max=16000000
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
for log in dmesg messages journal; do
  [ -s "$d/$log" ] || rm -f "$d/$log"
done
for log in messages journal; do
  [ -e "$d/$log" ] && gzip -1 "$d/$log"
done
tar -cf - -C "$d" . | gzip -1
