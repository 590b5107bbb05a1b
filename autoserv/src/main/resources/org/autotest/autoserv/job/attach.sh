# Starts a client, or finds it started, and follows it. Standard input: the control file and the state
# that its job begins with, and then nothing until the connection ends.
#   $1 run directory, $2 section (0, and one more after each reboot of the machine), $3 directory of
#   the client, $4 directory of the tests or empty, $5 host name, $6 user
#   $7 size of the control file in bytes, -1 when it was sent before
#   $8 bytes of the status file that are known, $9 arguments for the control file, ${10} its
#   name, which tells its language, ${11} size of the state in bytes, 0 for none
# Exit status 70: it was never started, and no control file came; 71: it cannot be started.
run=$1 section=$1/section.$2 client=$3 tests=$4
umask 022
control=$run/${10}

if [ "$7" -ge 0 ]; then
  mkdir -p "$run/out" || exit 71
  # In one, for a small head reads ahead.
  head -c "$(($7 + ${11}))" >"$control.both" || exit 71
  [ "$(($(wc -c <"$control.both")))" -eq "$(($7 + ${11}))" ] || exit 70
  head -c "$7" "$control.both" >"$control.new" || exit 71
  if [ "${11}" -gt 0 ]; then
    mkdir -p "$run/out/tmp" && tail -c "${11}" "$control.both" >"$run/out/tmp/${10}.init.state" || exit 71
  fi
  rm -f "$control.both"
  mv "$control.new" "$control" || exit 71
  printf '%s\n' "versions/${client##*/}" "tests/${tests##*/}" >"$run/uses" || exit 71
elif [ ! -e "$section/daemon" ] && [ ! -e "$control" ]; then
  exit 70
fi

more=
[ "$2" -gt 0 ] && more=-c
"$client/bin/autotest-daemon" "$section" -- \
  "$client/bin/autotest-local" $more --output_dir "$run/out" ${tests:+-d "$tests"} \
  ${5:+--hostname "$5"} ${6:+-U "$6"} ${9:+-a "$9"} "$control" || exit 71
exec "$client/bin/autotest-daemon-monitor" "$section" "$run/out/results/default/status" "$8"
