# Receives an archive on standard input and unpacks it beside the ones that are there.
#   $1 install directory, $2 kind: versions or tests, $3 version, $4 sha256 and $5 size of the
#   archive in bytes, $6 KiB that it takes unpacked
# The dialogue, one line each on standard output:
#   present            nothing to do
#   space FREE NEEDED  too little room, in KiB
#   busy               somebody else has been at it for long
#   send OFFSET        the archive is wanted from there on; what an earlier attempt sent is kept
# and after that
#   installed | cut | corrupt | failed MESSAGE
dir=$1 kind=$2 version=$3 sum=$4 size=$5 unpacked_kb=$6
umask 022
base=$dir/$kind
home=$base/$version
part=$dir/incoming/$kind-$version.tar.gz
lock=$dir/incoming/$kind-$version.lock

locked=
# The last word. The lock is free before it is heard.
answer() {
  [ -n "$locked" ] && rm -rf "$lock"
  trap - EXIT
  echo "$*"
  exit 0
}
fail() { answer failed "$(echo "$1" | tr '\n' ' ')"; }
start_ticks() {
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
  set -- ${stat##*) }
  [ $# -ge 20 ] && shift 19 && echo "$1"
}
# A holder that is gone leaves its lock behind; one that does not say who it is gets ten seconds.
holder_is_gone() {
  if read -r pid ticks 2>/dev/null <"$lock/holder"; then
    [ "$(start_ticks "$pid")" != "$ticks" ]
  else
    [ "$tries" -ge 50 ]
  fi
}

why=$(mkdir -p "$base" "$dir/incoming" 2>&1) || fail "$why"
tries=0 missing=0
until mkdir "$lock" 2>/dev/null; do
  # Who held it may have freed it since: it cannot be made only when it is not there again and again.
  if [ ! -d "$lock" ]; then
    missing=$((missing + 1))
    [ "$missing" -lt 50 ] || fail "cannot make $lock"
    continue
  fi
  missing=0
  [ -e "$home/.complete" ] && answer present
  if holder_is_gone; then
    mv "$lock" "$lock.$$" 2>/dev/null && rm -rf "$lock.$$"
    continue
  fi
  tries=$((tries + 1))
  [ "$tries" -lt 1500 ] || answer busy
  sleep 0.2 2>/dev/null || sleep 1
done
echo "$$ $(start_ticks $$)" >"$lock/holder"
locked=yes
trap 'rm -rf "$lock"' EXIT
trap 'exit 1' HUP INT PIPE TERM
[ -e "$home/.complete" ] && answer present

have=0
[ -f "$part" ] && have=$(($(wc -c <"$part")))
[ "$have" -le "$size" ] || {
  rm -f "$part"
  have=0
}
free=$(df -Pk "$dir" | {
  read -r _
  read -r _ _ _ free _
  echo "$free"
})
needed=$(((size - have) / 1024 + unpacked_kb + 1024))
case $free in
  '' | *[!0-9]*) ;;
  *) [ "$free" -ge "$needed" ] || answer space "$free" "$needed" ;;
esac

echo "send $have"
cat >>"$part" || fail "cannot write to $part"
[ "$(($(wc -c <"$part")))" -ge "$size" ] || answer cut
actual=$(sha256sum <"$part")
[ "${actual%% *}" = "$sum" ] || {
  rm -f "$part"
  answer corrupt
}

fresh=$base/.$version.new
rm -rf "$fresh"
mkdir "$fresh" || fail "cannot make $fresh"
why=$(gzip -dc "$part" | tar -xf - -C "$fresh" 2>&1) || {
  rm -rf "$fresh"
  fail "unpacking: $why"
}
: >"$fresh/.complete" || fail "cannot write to $fresh"
rm -rf "$home"
mv "$fresh" "$home" || fail "cannot rename $fresh"
rm -f "$part"
if [ "$kind" = versions ]; then
  ln -s "versions/$version" "$dir/.current.$$"
  mv -fT "$dir/.current.$$" "$dir/current" 2>/dev/null || {
    rm -f "$dir/.current.$$"
    ln -sfn "versions/$version" "$dir/current"
  }
fi

# The newest other version stays, and every one that a run uses.
kept=0
for other in $(ls -1t "$base"); do
  [ "$other" = "$version" ] && continue
  cat "$dir"/runs/*/uses 2>/dev/null | grep -qx "$kind/$other" && continue
  kept=$((kept + 1))
  [ "$kept" -le 1 ] && continue
  rm -rf "${base:?}/$other"
done
answer installed
