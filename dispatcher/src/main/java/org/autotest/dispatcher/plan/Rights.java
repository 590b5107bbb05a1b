package org.autotest.dispatcher.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.autotest.core.job.JobId;
import org.autotest.store.lab.LabJob;

/// Which access groups users are in, and whose jobs it concerns when that changes.
final class Rights {
  private final Map<String, Set<String>> groupsOfUser = new HashMap<>();
  private final Map<String, Set<JobId>> jobsOfOwner = new HashMap<>();

  Set<String> groupsOf(String login) {
    return groupsOfUser.getOrDefault(login, Set.of());
  }

  void add(LabJob job) {
    jobsOfOwner.computeIfAbsent(job.owner(), _ -> new HashSet<>()).add(job.id());
  }

  void remove(LabJob job) {
    Set<JobId> jobs = jobsOfOwner.getOrDefault(job.owner(), Set.of());
    jobs.remove(job.id());
    if (jobs.isEmpty()) {
      jobsOfOwner.remove(job.owner());
    }
  }

  /// Takes the groups of all users as they are now, by login.
  ///
  /// @return jobs of those whose groups have changed
  Set<JobId> setGroups(Map<String, Set<String>> now) {
    Set<String> users = new HashSet<>(groupsOfUser.keySet());
    users.addAll(now.keySet());
    Set<JobId> concerned = new HashSet<>();
    for (String user : users) {
      if (!groupsOf(user).equals(now.getOrDefault(user, Set.of()))) {
        concerned.addAll(jobsOfOwner.getOrDefault(user, Set.of()));
      }
    }
    groupsOfUser.clear();
    groupsOfUser.putAll(now);
    return concerned;
  }
}
