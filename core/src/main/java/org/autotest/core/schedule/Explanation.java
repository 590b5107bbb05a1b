package org.autotest.core.schedule;

import java.util.List;
import java.util.stream.Collectors;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.EntryId;

/// Why an entry waits. Never without a reason for an entry that does.
///
/// @param holds what concerns the entry whatever the host
/// @param hosts what each host lacks, in host name order; at most [#HOSTS_MAX]
/// @param hostsLeftOut further hosts that were looked at and are not listed
public record Explanation(
    EntryId entry, List<Hold> holds, List<HostHolds> hosts, int hostsLeftOut) {
  /// Most hosts listed one by one.
  public static final int HOSTS_MAX = 200;

  public Explanation {
    holds = List.copyOf(holds);
    hosts = List.copyOf(hosts);
  }

  /// What one host lacks.
  ///
  /// @param holds empty when the host would do and is free
  public record HostHolds(Hostname host, List<Hold> holds) {
    public HostHolds {
      holds = List.copyOf(holds);
    }
  }

  /// The one sentence to show where there is room for one.
  public String summary() {
    if (!holds.isEmpty()) {
      return holds.getFirst().observation();
    }
    List<HostHolds> blocked = hosts.stream().filter(host -> !host.holds().isEmpty()).toList();
    if (blocked.isEmpty()) {
      return "is about to start";
    }
    HostHolds telling =
        blocked.stream().filter(host -> !isTaken(host)).findFirst().orElse(blocked.getFirst());
    String first =
        telling.holds().stream().map(Hold::observation).collect(Collectors.joining("; "));
    int more = blocked.size() - 1 + hostsLeftOut;
    return more == 0
        ? first
        : "%s; and %d more %s not free either".formatted(first, more, more == 1 ? "is" : "are");
  }

  /// Whether the same job has it, which is no reason that anybody could do something about.
  private static boolean isTaken(HostHolds host) {
    return host.holds().stream().anyMatch(hold -> hold.rule() == Rule.USED_BY_SAME_JOB);
  }
}
