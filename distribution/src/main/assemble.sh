#!/usr/bin/env bash
# assemble.sh JAVA_HOME VERSION: makes dist/ out of the jars in distribution/target/jars.
#
# The new tree is built beside the old one and takes its place at the end, so that whatever runs from
# dist/ goes on with the files that it has open. What is slow (the two Java runtimes, the caches) is
# made again only when what it is made of has changed.
set -euo pipefail
java_home=$1 version=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
target=$root/distribution/target
new=$root/dist.new
export LC_ALL=C TZ=UTC
umask 022
# The build's time stamp: caches and archives depend on the times of files, so these are always the same.
readonly epoch=2026-01-01T00:00:00Z

server_modules=java.base,java.logging,java.naming,java.sql,java.management,java.net.http,java.security.jgss,java.xml
server_modules+=,jdk.compiler,jdk.crypto.ec,jdk.management,jdk.unsupported,jdk.zipfs
client_modules=java.base,java.logging,jdk.compiler,jdk.zipfs
client_flags=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders -Xmx64m -Duser.language=en -Duser.country=US
  -Djdk.reflect.useNativeAccessorOnly=true -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider)
# Nothing is recorded for programs that do not replay it: it would lie in their memory.
rehearsal_flags=(-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining)
# Those of bin/autoserv.
autoserv_flags=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders -Xmx64m)
# Those of bin/autotest.
server_flags=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx512m --enable-native-access=ALL-UNNAMED)

step() { echo "step: $*"; }

# fresh DIRECTORY TEXT: whether DIRECTORY was made of TEXT already; empties it when not.
fresh() {
  if [[ -f $1/.made-of && $(< "$1/.made-of") == "$2" ]]; then return 0; fi
  rm -rf "$1"
  return 1
}

# runtime DIRECTORY MODULES: a Java runtime with only these modules.
runtime() {
  local made_of
  made_of="$2 of $(cat "$java_home/release")"
  if fresh "$1" "$made_of"; then return; fi
  step "Java runtime for the ${1##*-}"
  "$java_home/bin/jlink" --add-modules "$2" --strip-debug --no-header-files --no-man-pages --compress zip-0 --output "$1"
  # Only javac --release reads ct.sym, and nothing here says --release; the other programs are for developers.
  rm -f "$1/lib/ct.sym" "$1/lib/jrt-fs.jar"
  find "$1/bin" -type f ! -name java -delete
  printf '%s\n' "$made_of" > "$1/.made-of"
}

# jars DIRECTORY NAME...: copies jars, with the build's time.
jars() {
  local directory=$1 name
  shift
  mkdir -p "$directory"
  for name; do
    cp "$target/jars/autotest-$name.jar" "$directory/"
    touch -d $epoch "$directory/autotest-$name.jar"
  done
}

digest() { (cd "$1" && find . -type f ! -path './lib/cache/*' ! -name '*.aot' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64); }

# keep DIRECTORY KEY CACHES COMMAND...: COMMAND makes the files CACHES in DIRECTORY; those of an earlier build with the same
# KEY serve as well. Two caches of the same program differ in every build, so that this is also what makes a build repeatable.
keep() {
  local directory=$1 kept=$target/caches/$2 caches=$3 cache
  shift 3
  mkdir -p "$directory"
  if [[ ! -d $kept ]]; then
    "$@" > "$target/training.log" 2>&1 || true
    rm -rf "$kept.new" "$kept" && mkdir -p "$kept.new"
    for cache in $caches; do
      [[ -f $directory/$cache ]] || { echo "assembling: no $cache came of: $*" >&2; tail -20 "$target/training.log" >&2; exit 1; }
      mv "$directory/$cache" "$kept.new/"
    done
    mv "$kept.new" "$kept"
  fi
  for cache in $caches; do
    cp "$kept/$cache" "$directory/"
    touch -d $epoch "$directory/$cache"
  done
}

make_client() {
  local client=$new/lib/client/unpacked archive=$new/lib/client/archive.tar.gz
  mkdir -p "$client/lib"
  runtime "$target/runtime-client" "$client_modules"
  cp -a "$target/runtime-client" "$client/lib/runtime"
  rm "$client/lib/runtime/.made-of"
  jars "$client/lib" client core
  cp -a "$root/client/src/main/bundle/bin" "$client/bin"
  mkdir "$client/python"
  tar -C "$root/client/src/main/python" --exclude=__pycache__ -cf - . | tar -C "$client/python" -xf -
  printf '%s\n' "$version" > "$client/VERSION"
  cat "$client"/lib/autotest-{client,core}.jar | sha256sum | cut -c1-32 > "$client/lib/api"
  step "cache of the client"
  local key
  key=client-$({ digest "$client"; cat "$root"/distribution/src/main/training/*; echo "${client_flags[*]} ${rehearsal_flags[*]}"; } | sha256sum | cut -c1-32)
  keep "$client/lib" "$key" "client.aot compiler.aot" train_client "$client"
  # What this machine's Python compiled in the rehearsal is of no use to another one.
  find "$client/python" -name __pycache__ -prune -exec rm -rf {} +
  step "archive of the client"
  find "$client" -exec touch -h -d $epoch {} +
  chmod -R u+rwX,go+rX,go-w "$client"
  tar -C "$client" --sort=name --mtime=$epoch --owner=0 --group=0 --numeric-owner --format=gnu -cf - . | gzip -n -9 > "$archive"
  mv "$archive" "$new/lib/client/autotest-client-$(sha256sum "$archive" | cut -c1-16).tar.gz"
  cp "$root/distribution/src/main/client/add-runtime" "$new/lib/client/"
}

# Runs jobs with tests of every kind, so that what they load is in the cache. A job that does not come to its end would
# leave a cache that makes nothing faster, and nobody would notice: then there is none.
# There are two caches, for every class in one is set up at each start, and the compiler has many: one with it, for
# jobs with a Java control file, and one without, for all others and for the workers. What the first rehearsal compiles the
# second finds compiled.
train_client() {
  in_scratch rehearse_jobs "$1" || rm -f "$1"/lib/*.aot
}

rehearse_jobs() {
  cp -a "$root/testsuite/client" "$2/tests"
  rehearse "$1" compiler "$2" Control.java && rehearse "$1" client "$2" Control.java control control.loop
}

# in_scratch COMMAND...: with an empty directory as the last argument, which is removed; says so when it does not come to its end.
in_scratch() {
  local scratch status=0
  scratch=$(mktemp -d)
  "$@" "$scratch" || status=$?
  rm -rf "$scratch"
  [[ $status == 0 ]] || echo "the rehearsal ended with $status"
  return $status
}

# rehearse CLIENT CACHE SCRATCH CONTROL...
rehearse() {
  local client=$1 cache=$1/lib/$2.aot scratch=$3
  shift 3
  "$client/lib/runtime/bin/java" "${client_flags[@]}" "${rehearsal_flags[@]}" -XX:AOTCacheOutput="$cache" \
    -Dautotest.home="$client" -Dautotest.client="$scratch/client" -Dautotest.tests="$scratch/tests" \
    -cp "$client/lib/autotest-client.jar:$client/lib/autotest-core.jar" org.autotest.client.RehearsalMain "$scratch" "$scratch/tests" \
    "${@/#/$root/distribution/src/main/training/}"
}

# Runs a verify and a job. As with the client, none is better than one of a rehearsal that broke off.
train_autoserv() {
  in_scratch rehearse_autoserv || rm -f "$new/lib/cache/autoserv.aot"
}

rehearse_autoserv() {
  PATH=$root/distribution/src/main/training:$PATH "$new/lib/runtime/bin/java" "${autoserv_flags[@]}" "${rehearsal_flags[@]}" \
    -XX:AOTCacheOutput="$new/lib/cache/autoserv.aot" -Dautotest.home="$new" -cp "$new/lib/jars/autotest-autoserv.jar" org.autotest.autoserv.RehearsalMain "$1"
}

# Starts a lab and looks at its pages, where this machine has a database; else only what every command needs is in the cache.
train_autotest() {
  if ! in_scratch rehearse_lab; then
    rm -f "$new/lib/cache/autotest.aot"
    HOME=$target AUTOTEST_JAVA_OPTIONS="-XX:AOTCacheOutput=$new/lib/cache/autotest.aot" "$new/bin/autotest" version
  fi
}

rehearse_lab() {
  env -u AUTOTEST_STATE HOME="$1" "$new/lib/runtime/bin/java" "${server_flags[@]}" -XX:AOTCacheOutput="$new/lib/cache/autotest.aot" -Dautotest.home="$new" \
    -cp "$new/lib/jars/autotest-app.jar" org.autotest.app.RehearsalMain "$1"
}

# precompile CLIENT TESTS: compiles them for this very client; another one compiles them anew.
precompile() {
  "$1/lib/runtime/bin/java" "${client_flags[@]}" -Dautotest.home="$1" -cp "$1/lib/autotest-client.jar:$1/lib/autotest-core.jar" \
    org.autotest.client.PrecompileMain "$2"
  find "$2" -path '*/.classes*' -exec chmod go+rX {} + -exec touch -h -d $epoch {} +
}

make_server() {
  runtime "$target/runtime-server" "$server_modules"
  cp -a "$target/runtime-server" "$new/lib/runtime"
  rm "$new/lib/runtime/.made-of"
  mkdir -p "$new/lib/jars" "$new/lib/cache"
  cp "$target"/jars/*.jar "$new/lib/jars/"
  rm "$new/lib/jars/autotest-client.jar"
  find "$new/lib/jars" -type f -exec touch -d $epoch {} +
  cp "$root"/distribution/src/main/bin/* "$new/bin/"
  # The package of server-side control files: that of the client, and what only the server has.
  mkdir "$new/lib/python"
  for tree in client autoserv; do
    tar -C "$root/$tree/src/main/python" --exclude=__pycache__ -cf - . | tar -C "$new/lib/python" -xf -
  done
  local key
  key=$(digest "$new/lib/jars")
  step "cache of the lab"
  keep "$new/lib/cache" "autotest-$(cat "$target/runtime-server/.made-of" "$new/bin/autotest" - <<< "$key ${server_flags[*]} $(command -v mariadbd ssh | wc -l)" | sha256sum | cut -c1-32)" \
    autotest.aot train_autotest
  step "cache of autoserv"
  key=autoserv-$({ cat "$target/runtime-server/.made-of" "$new/bin/autoserv" "$root"/distribution/src/main/training/ssh; echo "$key ${autoserv_flags[*]} ${rehearsal_flags[*]}"; } | sha256sum | cut -c1-32)
  keep "$new/lib/cache" "$key" autoserv.aot train_autoserv
  # Nobody listens there: all but what makes words of an answer is rehearsed.
  train atest "$key" --web http://127.0.0.1:1 job list
}

# train PROGRAM KEY ARGUMENT...: runs it once and keeps what it loaded for faster starts.
train() {
  local program=$1 key=$2
  shift 2
  step "cache of $program"
  key=$program-$(cat "$target/runtime-server/.made-of" "$new/bin/$program" - <<< "$key $*" | sha256sum | cut -c1-32)
  keep "$new/lib/cache" "$key" "$program.aot" env HOME="$target" AUTOTEST_JAVA_OPTIONS="-XX:AOTCacheOutput=$new/lib/cache/$program.aot" "$new/bin/$program" "$@"
}

rm -rf "$new"
mkdir -p "$new/bin" "$new/lib/client"
make_client
make_server
if [[ -d $root/testsuite ]]; then
  cp -a "$root/testsuite" "$new/testsuite"
  step "classes of the tests"
  precompile "$new/lib/client/unpacked" "$new/testsuite/client"
fi
cp -a "$root/distribution/src/main/guests" "$new/guests"
cp "$root/LICENSE" "$new/"
printf '%s\n' "$version" > "$new/VERSION"
step "dist"
rm -rf "$root/dist.old"
if [[ -d $root/dist ]]; then mv "$root/dist" "$root/dist.old"; fi
mv "$new" "$root/dist"
rm -rf "$root/dist.old"
