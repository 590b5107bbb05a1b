# Writes what the kernel says from now on, until standard input ends: then the connection is gone.
# Exit status 70: there is nothing here that follows it.
if journalctl -k -n 1 </dev/null >/dev/null 2>&1; then
  journalctl -k -f -n 0 -o cat </dev/null &
elif [ -r /var/log/kern.log ]; then
  tail -n 0 -F /var/log/kern.log </dev/null 2>/dev/null &
elif dmesg -W --help </dev/null >/dev/null 2>&1; then
  dmesg -W </dev/null &
else
  exit 70
fi
follower=$!
exec 3<&0 </dev/null
(
  while read -r _; do :; done
  kill "$follower" 2>/dev/null
) <&3 >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$follower"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
