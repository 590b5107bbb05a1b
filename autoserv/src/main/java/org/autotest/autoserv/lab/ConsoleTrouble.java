package org.autotest.autoserv.lab;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a kernel says when it is in trouble. The first that fits a line counts: most of what begins
/// with `BUG: ` is a complaint after which the kernel goes on.
enum ConsoleTrouble {
  PANIC("(?<!end )Kernel panic - not syncing", true),
  OOPS(
      "\\bOops: |general protection fault|unable to handle (kernel |page )"
          + "|Unable to handle kernel|Internal error: ",
      true),
  BUG("kernel BUG at |\\bBUG: kernel NULL pointer", true),
  LOCKUP(
      "soft lockup - CPU|hard LOCKUP|workqueue lockup|detected stalls? on CPU|self-detected stall",
      false),
  HUNG_TASK("task \\S+ blocked for more than \\d+ seconds", false),
  LOCKDEP("possible (circular|recursive) locking dependency|inconsistent lock state", false),
  OUT_OF_MEMORY("invoked oom-killer|Out of memory: Kill", false),
  MACHINE_CHECK("Hardware Error|Machine Check Exception", false),
  COMPLAINT("\\bBUG: ", false);

  private final Pattern words;
  private final boolean death;

  ConsoleTrouble(String words, boolean death) {
    this.words = Pattern.compile(words);
    this.death = death;
  }

  /// The first that a line tells of; empty for an ordinary line.
  static Optional<ConsoleTrouble> of(String line) {
    return Arrays.stream(values())
        .filter(trouble -> trouble.words.matcher(line).find())
        .findFirst();
  }

  /// Whether a machine that is lost afterwards was lost for it.
  boolean isDeath() {
    return death;
  }

  /// As it stands in the status log.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
