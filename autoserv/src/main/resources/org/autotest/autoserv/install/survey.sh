# Looks at a machine before a job: where the client is or can be, and what later steps must know.
#   $1 version of the client bundle, $2 version of the tests, $3... candidate directories
# Prints key=value lines.
bundle=$1 tests=$2
shift 2

expand() {
  case $1 in
    '~') echo "$HOME" ;;
    '~/'*) echo "$HOME/${1#??}" ;;
    *) echo "$1" ;;
  esac
}
complete() { [ -e "$1/.complete" ]; }

dir=
for c in "$@"; do
  d=$(expand "$c")
  complete "$d/versions/$bundle" && [ -w "$d/versions" ] && dir=$d && break
done
[ -n "$dir" ] || for c in "$@"; do
  d=$(expand "$c")
  [ -d "$d/versions" ] && [ -w "$d/versions" ] && dir=$d && break
done
[ -n "$dir" ] || for c in "$@"; do
  d=$(expand "$c")
  if why=$(mkdir -p "$d/versions" 2>&1) && [ -w "$d/versions" ]; then
    dir=$d
    break
  fi
  echo "refused=$d: ${why:-not writable}"
done

if [ -n "$dir" ]; then
  dir=$(cd "$dir" && pwd -P)
  echo "dir=$dir"
  complete "$dir/versions/$bundle" && [ -x "$dir/versions/$bundle/bin/autotest-daemon" ] && echo bundle=present
  [ -n "$tests" ] && complete "$dir/tests/$tests" && echo tests=present
  if read -r line 2>/dev/null <"$dir/global_config.ini"; then
    case $line in
      '# Sent by the lab, which replaces it: '*) echo "configuration=${line##* }" ;;
      *) echo configuration=own ;;
    esac
  fi
  touch "$dir/versions/$bundle" "$dir/tests/$tests" -c 2>/dev/null
  df -Pk "$dir" | {
    read -r _
    read -r _ _ _ free _
    echo "free_kb=$free"
  }
fi

for tool in tar gzip sha256sum; do
  command -v "$tool" >/dev/null 2>&1 || echo "missing=$tool"
done
echo "kernel=$(uname -r)"
echo "arch=$(uname -m)"
echo "now=$(date +%s)"
read -r boot 2>/dev/null <"${AUTOTEST_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}" && echo "boot_id=$boot"
for log in /var/log/messages /var/log/syslog; do
  if [ -r "$log" ]; then
    echo "messages_file=$log"
    echo "messages_bytes=$(($(wc -c <"$log")))"
    break
  fi
done
exit 0
