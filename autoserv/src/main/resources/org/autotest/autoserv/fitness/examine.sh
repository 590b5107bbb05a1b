# Looks whether a machine is fit to run tests. Changes nothing.
#   $1... directories that the client may be installed in
# Prints key=value lines; a key that stands for trouble has the words for it as its value.
# client_damaged.VERSION stands for a version of the client, whoever uses it.
expand() {
  case $1 in
    '~') echo "$HOME" ;;
    '~/'*) echo "$HOME/${1#??}" ;;
    *) echo "$1" ;;
  esac
}
alive() {
  read -r pid ticks 2>/dev/null <"$1" || return 1
  read -r stat 2>/dev/null <"/proc/$pid/stat" || return 1
  set -- ${stat##*) }
  shift 19 && [ "$1" = "$ticks" ]
}

echo "now=$(date +%s)"
echo "arch=$(uname -m)"
if level=$(runlevel 2>/dev/null); then
  case $level in *[06]) echo "shutting_down=its run level is ${level#* }" ;; esac
fi
if [ -d /run/systemd/system ] && [ "$(systemctl is-system-running 2>/dev/null)" = stopping ]; then
  echo "shutting_down=systemd is stopping it"
fi

if grep -Eq '^[^ ]+ / [^ ]+ ro[, ]' /proc/mounts 2>/dev/null; then
  echo "root_readonly=$(grep -E '^[^ ]+ / [^ ]+ ro[, ]' /proc/mounts | tail -n 1)"
fi
read -r load _ </proc/loadavg 2>/dev/null && echo "load=$load"
echo "cpus=$(grep -c ^processor /proc/cpuinfo 2>/dev/null)"

tmp=${TMPDIR:-/tmp}
if probe=$(mktemp -d "$tmp/autotest-probe.XXXXXX" 2>&1) && echo x 2>/dev/null >"$probe/x"; then
  rm -rf "$probe"
else
  echo "tmp_unwritable=$tmp: ${probe##*: }"
  [ -d "$probe" ] && rm -rf "$probe"
fi

home=
for c in "$@"; do
  d=$(expand "$c")
  if [ -d "$d/versions" ]; then
    home=${home:-$d}
    for version in "$d"/versions/*; do
      [ -e "$version/.complete" ] || continue
      for program in autotest-local autotest-daemon autotest-daemon-monitor; do
        [ -x "$version/bin/$program" ] || echo "client_damaged.${version##*/}=$version has no $program"
      done
    done
    for file in "$d"/runs/*/section.*/pid; do
      alive "$file" && run=${file%/section.*} && echo "leftover=${run##*/}"
    done
  fi
done
for c in "$@"; do
  [ -n "$home" ] && break
  d=$(expand "$c")
  until [ -d "$d" ]; do d=$(dirname "$d"); done
  [ -w "$d" ] && home=$d
done
home=${home:-/}
for tool in tar gzip sha256sum; do
  command -v "$tool" >/dev/null 2>&1 || echo "no_client=it has no $tool"
done
df -Pk "$home" | {
  read -r _
  read -r _ _ _ free _ mount
  echo "disk=$home"
  echo "free_kb=$free"
  grep -F " $mount " /proc/mounts 2>/dev/null | tail -n 1 | {
    read -r _ _ _ options _
    case ,$options, in *,noexec,*) echo "no_client=$home is on $mount, which is mounted noexec" ;; esac
  }
}
exit 0
