package org.autotest.autoserv.lab;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a kernel says when it is in trouble. The first that fits a line counts: most of what begins
/// with `BUG: ` is a complaint after which the kernel goes on.
enum ConsoleTrouble {
  PANIC("(?<!end )Kernel panic - not syncing", true),
  OOPS(
      "\\bOops: |general protection fault|unable to handle (kernel |page )"
          + "|Unable to handle kernel|Internal error: ",
      true,
      "BUG"),
  BUG("kernel BUG at |\\bBUG: kernel NULL pointer", true),
  LOCKUP(
      "soft lockup - CPU|hard LOCKUP|workqueue lockup|detected stalls? on CPU|self-detected stall",
      false,
      "BUG"),
  HUNG_TASK("task \\S+ blocked for more than \\d+ seconds", false),
  LOCKDEP("possible (circular|recursive) locking dependency|inconsistent lock state", false),
  OUT_OF_MEMORY("invoked oom-killer|Out of memory: Kill", false, "OOM"),
  MACHINE_CHECK("Hardware Error|Machine Check Exception", false),
  COMPLAINT("\\bBUG: ", false, "BUG");

  private final Pattern words;
  private final boolean death;
  private final String asOriginal;

  ConsoleTrouble(String words, boolean death) {
    this(words, death, "");
  }

  /// @param asOriginal the type that the original has for such lines; empty for none
  ConsoleTrouble(String words, boolean death, String asOriginal) {
    this.words = Pattern.compile(words);
    this.death = death;
    this.asOriginal = asOriginal;
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

  /// Names by which a job mutes it: its own word, and those that the original has for such lines.
  Set<String> types() {
    return asOriginal.isEmpty() ? Set.of(word()) : Set.of(word(), asOriginal);
  }

  /// As it stands in the status log.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
