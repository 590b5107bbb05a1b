package org.autotest.app.bench.crash;

import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;

/// What a job of a scenario asks for.
///
/// @param words what its run does: [CrashPrograms]
/// @param synch hosts together
/// @param parseRepair whether what a failed repair left is read as results
record Wish(
    String words,
    int synch,
    boolean verify,
    RebootBefore before,
    RebootAfter after,
    boolean parseRepair) {
  /// Takes its host as it is and leaves it so.
  static final Wish PLAIN = new Wish("", 1, false, RebootBefore.NEVER, RebootAfter.NEVER, true);

  /// Has its host verified first.
  static final Wish VERIFIED = PLAIN.verified();

  Wish verified() {
    return new Wish(words, synch, true, before, after, parseRepair);
  }

  Wish cleanedBefore() {
    return new Wish(words, synch, verify, RebootBefore.ALWAYS, after, parseRepair);
  }

  Wish cleanedAfter() {
    return new Wish(words, synch, verify, before, RebootAfter.ALWAYS, parseRepair);
  }

  Wish doing(String behaviour) {
    return new Wish(behaviour, synch, verify, before, after, parseRepair);
  }

  Wish together(int hosts) {
    return new Wish(words, hosts, verify, before, after, parseRepair);
  }

  Wish withoutRepairResults() {
    return new Wish(words, synch, verify, before, after, false);
  }

  NewJob.Wishes asWishes() {
    JobOptions standard = JobOptions.DEFAULTS;
    return NewJob.Wishes.of(
        new JobOptions(
            standard.priority(),
            synch,
            standard.timeout(),
            standard.maxRuntime(),
            verify,
            before,
            after,
            parseRepair));
  }
}
