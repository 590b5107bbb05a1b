# Removes versions of the client and of tests, so that they are sent anew.
#   $1 version of the client, or empty for all of everything; $2... install directories
expand() {
  case $1 in
    '~') echo "$HOME" ;;
    '~/'*) echo "$HOME/${1#??}" ;;
    *) echo "$1" ;;
  esac
}
version=$1
shift
for c in "$@"; do
  d=$(expand "$c")
  [ -d "$d/versions" ] || continue
  if [ -n "$version" ]; then
    rm -rf -- "$d/versions/$version" || exit 1
  else
    rm -rf -- "$d/versions" "$d/tests" "$d/incoming" && mkdir "$d/versions" || exit 1
  fi
  echo "removed the client below $d"
done
exit 0
