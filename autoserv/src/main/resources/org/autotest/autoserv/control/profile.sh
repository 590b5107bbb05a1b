# Starts profilers with a client of their own, beside whatever else the machine does.
#   $1 the program autotest-local of a client, $2 the state that its job begins with
# Prints the run directory, which is like that of any client, so that a cleanup of the machine knows
# it. In it appear `ready` when the profilers run, and section.0/exit_code when all is over; a file
# `stop` ends them.
client=${1%/bin/*}
runs=${1%/versions/*}/runs
mkdir -p "$runs" && run=$(mktemp -d "$runs/profiling-XXXXXX") || exit 1
mkdir -p "$run/tests/profiling" "$run/out/tmp" || exit 1
printf '%s\n' "$2" >"$run/out/tmp/control.init.state" || exit 1
echo "versions/${client##*/}" >"$run/uses" || exit 1
echo "job.run_test('profiling', profile_only=True)" >"$run/control"
cat >"$run/tests/profiling/profiling.sh" <<END
#!/bin/sh
: >'$run/ready'
until [ -e '$run/stop' ] || [ ! -d '$run' ]; do sleep 0.1 2>/dev/null || sleep 1; done
END
chmod +x "$run/tests/profiling/profiling.sh"
"$client/bin/autotest-daemon" "$run/section.0" -- \
  "$client/bin/autotest-local" --output_dir "$run/out" -d "$run/tests" "$run/control" || exit 1
echo "$run"
