package org.autotest.web.hosts;

import java.util.ArrayList;
import java.util.List;
import org.autotest.store.views.Reliability;
import org.autotest.store.views.Reliability.Tasks;
import org.autotest.web.page.Words;

/// How a host has served lately, in words.
final class ReliabilityText {
  private ReliabilityText() {}

  /// For a cell: `12 runs, 1 failed by it`; empty text without runs.
  static String inShort(Reliability lately) {
    if (lately.runs() == 0) {
      return "";
    }
    String all = Words.count(lately.runs(), "run");
    return lately.failedHost() == 0
        ? all
        : "%s, %d failed by it".formatted(all, lately.failedHost());
  }

  static List<HostPage.Fact> facts(Reliability lately) {
    return List.of(
        new HostPage.Fact("Runs of jobs", runs(lately)),
        new HostPage.Fact("Verifies", tasks(lately.verifies())),
        new HostPage.Fact("Repairs", tasks(lately.repairs())));
  }

  private static String runs(Reliability lately) {
    if (lately.runs() == 0) {
      return "none";
    }
    List<String> parts = new ArrayList<>();
    parts.add(lately.completed() + " completed");
    add(parts, lately.failedHost(), "failed by the host");
    add(parts, lately.failedLab(), "failed by the lab");
    add(parts, lately.failedOther(), "failed by others");
    add(parts, lately.aborted(), "aborted");
    return "%d: %s".formatted(lately.runs(), String.join(", ", parts));
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add("%d %s".formatted(count, what));
    }
  }

  private static String tasks(Tasks tasks) {
    return tasks.all() == 0
        ? "none"
        : "%d, of which %d failed".formatted(tasks.all(), tasks.failed());
  }
}
