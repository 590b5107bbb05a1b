# Unmounts what clients that were killed have left mounted, and gives their loop devices back, so
# that their directories can be removed without removing somebody else's files.
#   unmount_left DIRECTORY   what is mounted below a run directory, and what its notes name
# Prints what was unmounted; fails when something below stays mounted.
escaped() {
  printf '%s\n' "$1" | sed 's/\\/\\134/g; s/ /\\040/g; s/	/\\011/g'
}
mounts_below() {
  below=$(escaped "$1") awk '
    $2 == ENVIRON["below"] || index($2, ENVIRON["below"] "/") == 1 { place[n++] = $2 }
    END { while (n > 0) print place[--n] }' /proc/mounts
}
mounts_noted() {
  for notes in "$1"/out/tmp/clients/mounts.*; do
    [ -e "$notes" ] || continue
    boot=$(cat /proc/sys/kernel/random/boot_id) awk '
      FNR == NR && $1 == "boot" { ours = $2 == ENVIRON["boot"] }
      FNR == NR { if ($1 == "mount") noted[$2 " " $3] = ours; if ($1 == "unmount") delete noted[$2 " " $3] }
      FNR != NR && noted[$1 " " $2] { place[n++] = $2 }
      END { while (n > 0) print place[--n] }' "$notes" /proc/mounts
  done
}
loops_left() {
  notes=$(cat "$1"/out/tmp/clients/mounts.* 2>/dev/null)
  for file in /sys/block/loop*/loop/backing_file; do
    IFS= read -r image 2>/dev/null <"$file" || continue
    device=/dev/${file#/sys/block/}
    device=${device%%/loop/*}
    case $image in
      "$1"/*) echo "$device" ;;
      *) [ -n "$notes" ] && printf '%s\n' "$notes" | loop_noted "${image% (deleted)}" && echo "$device" ;;
    esac
  done
}
loop_noted() {
  image=$(escaped "$1") boot=$(cat /proc/sys/kernel/random/boot_id) awk '
    $1 == "boot" { ours = $2 == ENVIRON["boot"] }
    $2 == ENVIRON["image"] && $1 == "loop" { noted = ours }
    $2 == ENVIRON["image"] && $1 == "unloop" { noted = 0 }
    END { exit !noted }'
}
unmount_all() {
  while IFS= read -r place; do
    place=$(printf '%b' "$(printf '%s' "$place" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')")
    { umount "$place" || umount -l "$place"; } 2>/dev/null && echo "unmounted $place"
  done
}
unmount_left() {
  run=$(cd "$1" 2>/dev/null && pwd -P) || return 0
  devices=$(loops_left "$run")
  for device in $devices; do
    awk -v device="$device" '$1 == device { place[n++] = $2 } END { while (n > 0) print place[--n] }' /proc/mounts
  done | unmount_all
  mounts_noted "$run" | unmount_all
  mounts_below "$run" | unmount_all
  for device in $devices; do
    losetup -d "$device" 2>/dev/null && echo "gave back $device"
  done
  [ -z "$(mounts_below "$run")" ] || {
    echo "$run stays: something is mounted there that cannot be unmounted" >&2
    return 1
  }
}
