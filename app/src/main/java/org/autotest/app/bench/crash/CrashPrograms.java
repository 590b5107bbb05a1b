package org.autotest.app.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.autotest.core.job.JobId;

/// Short scripts in the place of what takes long. That for autoserv passes on what is for a real
/// machine; else it leaves what autoserv leaves, and does what words in the name of the job or the
/// host say. Both names begin with the mark of their scenario.
///
/// A job `fail`s, `vanish`es, `never` begins at its first attempt, or `hold`s; a host has a
/// `badverify`, a `holdrepair` and so on. What holds goes on when the scenario is released, or
/// after a minute.
final class CrashPrograms {
  private static final String AUTOSERV =
      """
      #!/bin/sh
      label=autoserv; kind=main; name=; host=
      read_words() {
        while [ $# -gt 0 ]; do
          case $1 in
            -r) dir=$2; shift;;
            -l) name=$2; shift;;
            -m) host=$2; shift;;
            -v) kind=verify;;
            -C) kind=cleanup;;
            -R) kind=repair;;
            --pidfile-label) label=$2; kind=gather; shift;;
            -u|-P) shift;;
          esac
          shift
        done
      }
      read_words "$@"
      pidfile=$dir/.${label}_execute
      finish() {
        printf '%s\\n%s\\n0\\n' $$ $1 > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
        exit $(( $1 / 256 ))
      }
      hold() {
        i=0
        while [ ! -e "ROOT/released/$1" ] && [ $i -lt 1200 ]; do sleep 0.05; i=$(( i + 1 )); done
      }
      case $host in
        MACHINE*)
          [ $kind != main ] || echo "$dir" >> "ROOT/ran"
          exec "HOME/bin/autoserv" "$@";;
      esac
      case $kind-$name-$dir in main-*never*@*) ;; main-*never*) exit 3;; esac
      trap 'finish 256' TERM
      echo $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      [ $kind != main ] || echo "$dir" >> "ROOT/ran"
      case $kind-$name in main-*hold*) hold "${name%% *}";; esac
      case $host in *hold$kind*) hold "${host%%-*}";; esac
      case $kind-$name in
        main-*vanish*) kill -s KILL $$;;
        main-*fail*) finish 256;;
      esac
      case $host in *bad$kind*) finish 256;; esac
      finish 0
      """;

  private static final String ARCHIVE =
      """
      #!/bin/sh
      echo "tape 7: $2"
      """;

  private final Path root;

  private CrashPrograms(Path root) {
    this.root = root;
  }

  /// Writes them.
  ///
  /// @param root the directory of the lab
  /// @param home the installation whose autoserv is run for [Machines]
  static CrashPrograms write(Path root, Path home) throws IOException {
    CrashPrograms programs = new CrashPrograms(root);
    Files.createDirectories(root.resolve("home/bin"));
    Files.createDirectories(root.resolve("released"));
    program(
        programs.autoserv(),
        AUTOSERV
            .replace("ROOT", root.toString())
            .replace("HOME", home.toString())
            .replace("MACHINE", Machines.MARK));
    program(programs.archive(), ARCHIVE);
    Files.writeString(root.resolve("ran"), "");
    return programs;
  }

  static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path autoserv() {
    return root.resolve("home/bin/autoserv");
  }

  Path archive() {
    return root.resolve("home/bin/archive");
  }

  /// Puts a file where the results of a job are to be, so that it cannot start.
  void occupy(JobId job) throws IOException {
    Path results = Files.createDirectories(root.resolve("state/results"));
    Files.writeString(results.resolve("%s-%s".formatted(job, CrashLab.OWNER)), "");
  }

  /// Lets go on what holds.
  ///
  /// @param mark of the scenario
  void release(String mark) throws IOException {
    Files.writeString(released(mark), "");
  }

  /// The file that lets go on what holds.
  Path released(String mark) {
    return root.resolve("released").resolve(mark);
  }
}
