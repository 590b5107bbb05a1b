# Prints those of the given install directories that have a client.
for c in "$@"; do
  case $c in
    '~') d=$HOME ;;
    '~/'*) d=$HOME/${c#??} ;;
    *) d=$c ;;
  esac
  [ -d "$d/versions" ] && (cd "$d" && pwd -P)
done
exit 0
