# Runs a program of the lab and ends as it does. What it says comes on standard output.
#   $1 the program, $2 the machine's name, $3 `end` when what it leaves in its process group ends
#   with it, $4 a directory that is removed at its end, or empty
trap '[ -z "$4" ] || rm -rf "$4"' EXIT
trap 'exit 1' HUP INT PIPE TERM
exec 2>&1

interpreter() {
  IFS= read -r line <"$1"
  case $line in
    '#!'*) ;;
    *) return ;;
  esac
  set -f
  set -- ${line#??}
  echo "$1"
}
group() {
  read -r stat <"/proc/$$/stat" || return
  set -- ${stat##*) }
  echo "$3"
}

by=$(interpreter "$1")
case $by in
  *"$(printf '\r')")
    echo "its first line ends with a carriage return"
    exit 126
    ;;
esac
[ -z "$by" ] || [ -x "$by" ] || {
  echo "$by, its interpreter, is not there"
  exit 126
}
cd /
"$1" "$2" </dev/null
status=$?
if [ "$3" = end ] && [ "$(group)" = $$ ]; then
  trap '' TERM
  kill -TERM 0
fi
exit "$status"
