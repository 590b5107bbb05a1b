# Writes results of a client as a tar.gz to standard output.
#   $1 run directory; $2... names below its results; none for all
cd "$1/out/results/default" || exit 72
shift
[ $# -gt 0 ] || set -- .
for name in "$@"; do
  [ -e "$name" ] && set -- "$@" "./$name"
  shift
done
[ $# -gt 0 ] || exit 72
tar -cf - -- "$@" | gzip -1
