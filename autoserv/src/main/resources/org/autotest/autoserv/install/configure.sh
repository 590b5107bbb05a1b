# Puts the lab's configuration of its clients into an install directory, or takes it away.
#   $1 install directory, $2 the file, or empty for none
file=$1/global_config.ini
if [ -n "$2" ]; then
  printf '%s' "$2" >"$file.$$" && mv -f "$file.$$" "$file"
else
  rm -f "$file"
fi
