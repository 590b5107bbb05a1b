package org.autotest.autoserv.python;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.autoserv.api.ParallelFailed;
import org.autotest.autoserv.control.ControlFailure;
import org.autotest.autoserv.control.ServerJob;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The parts of a control file that run at the same time: forked children, each known by a token.
final class Branches {
  /// One part.
  ///
  /// @param machine empty when its records go where those of its parent go
  private record Branch(
      String machine, MachineResults results, AtomicReference<AutotestException> failure) {}

  private final ServerJob job;
  private final Map<String, Branch> branches = new ConcurrentHashMap<>();

  Branches(ServerJob job) {
    this.job = job;
  }

  /// Begins one.
  ///
  /// @param machine whose results its records go to; empty for those of the caller
  /// @return its token
  String begin(String machine) {
    String token = UUID.randomUUID().toString();
    MachineResults results = machine.isEmpty() ? job.current() : job.of(machine);
    branches.put(token, new Branch(machine, results, new AtomicReference<>()));
    return token;
  }

  /// Where its records go; empty for a token that was not given out.
  Optional<MachineResults> results(String token) {
    return Optional.ofNullable(branches.get(token)).map(Branch::results);
  }

  /// Notes what it ended by.
  void failed(String token, AutotestException failure) {
    Branch branch = branches.get(token);
    if (branch != null) {
      branch.failure().set(failure);
    }
  }

  /// Forgets those that are over.
  ///
  /// @param names what they are told by, in the order of the tokens
  /// @param statuses exit statuses of their processes
  /// @return failures by name
  Map<String, Exception> end(List<String> tokens, List<String> names, List<Long> statuses) {
    Map<String, Exception> failures = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      Branch branch = branches.remove(tokens.get(i));
      if (branch == null) {
        throw new IllegalArgumentException("there is no branch " + tokens.get(i));
      }
      AutotestException failure = branch.failure().get();
      if (failure == null && statuses.get(i) != 0) {
        failure =
            new ControlFailure(
                Blame.SUBMITTER, "its process ended with status %d".formatted(statuses.get(i)));
      }
      if (failure != null) {
        failures.put(names.get(i), failure);
        if (!branch.machine().isEmpty()) {
          job.failed(branch.machine(), failure);
        }
      }
    }
    return failures;
  }

  /// Throws when something failed.
  ///
  /// @param all how many ran
  static void refuse(Map<String, Exception> failures, int all) {
    if (!failures.isEmpty()) {
      throw new ParallelFailed(failures, all);
    }
  }
}
