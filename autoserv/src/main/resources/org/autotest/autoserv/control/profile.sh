# Runs profilers with a client of their own, beside whatever else the machine does, until they are
# told to stop.
#   $1 an empty directory, $2 the program autotest-local, $3 the state that its job begins with
# In the directory appear: `ready` when the profilers run, `ended` when all is over; `stop` ends them.
here=$1
mkdir -p "$here/tests/profiling" "$here/out/tmp" || exit 1
printf '%s\n' "$3" >"$here/out/tmp/control.init.state" || exit 1
echo "job.run_test('profiling', profile_only=True)" >"$here/control"
cat >"$here/tests/profiling/profiling.sh" <<END
#!/bin/sh
: >'$here/ready'
until [ -e '$here/stop' ] || [ ! -d '$here' ]; do sleep 0.1 2>/dev/null || sleep 1; done
END
chmod +x "$here/tests/profiling/profiling.sh"
# So a cleanup of the machine knows it for a client.
AUTOTEST_RUN=${2%/versions/*}/runs/profiling-${here##*/}/
export AUTOTEST_RUN
"$2" --output_dir "$here/out" -d "$here/tests" "$here/control" >"$here/log" 2>&1
code=$?
: >"$here/ended"
exit $code
