# Has a client carry out a control file beside whatever else the machine does, and prints the file
# `answer` that it wrote among its results.
#   $1 the program autotest-local of a client, $2 the control file, in Java
client=${1%/bin/*}
runs=${1%/versions/*}/runs
mkdir -p "$runs" && run=$(mktemp -d "$runs/question-XXXXXX") || exit 71
trap 'rm -rf -- "$run"' EXIT
echo "versions/${client##*/}" >"$run/uses"
printf '%s' "$2" >"$run/Control.java" || exit 71
AUTOTEST_RUN=$run/ "$1" --output_dir "$run/out" "$run/Control.java" >"$run/said" 2>&1 </dev/null
code=$?
cat "$run/out/results/default/answer" 2>/dev/null || {
  tail -n 5 "$run/said" >&2
  exit $((code ? code : 1))
}
