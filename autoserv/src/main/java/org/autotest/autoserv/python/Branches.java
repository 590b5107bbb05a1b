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
final class Branches implements AutoCloseable {
  /// One part.
  ///
  /// @param machine empty when its records go where those of its parent go
  private record Branch(String machine, Part part, AtomicReference<AutotestException> failure) {}

  private final ServerJob job;
  private final Map<String, Branch> branches = new ConcurrentHashMap<>();

  Branches(ServerJob job) {
    this.job = job;
  }

  /// Begins one, for the part that is served.
  ///
  /// @param machine whose results its records go to; empty for those of the caller
  /// @return its token
  String begin(String machine) {
    String token = UUID.randomUUID().toString();
    MachineResults results = machine.isEmpty() ? job.current() : job.of(machine);
    Part part = Part.current().branch(results);
    branches.put(token, new Branch(machine, part, new AtomicReference<>()));
    return token;
  }

  /// One of them; empty for a token that was not given out.
  Optional<Part> part(String token) {
    return Optional.ofNullable(branches.get(token)).map(Branch::part);
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
  /// @param problems how their processes ended; empty texts for those that ended well
  /// @param isRaised as for [ServerJob#failed]
  /// @return failures by name
  Map<String, Throwable> end(
      List<String> tokens, List<String> names, List<String> problems, boolean isRaised) {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      Branch branch = branches.remove(tokens.get(i));
      if (branch == null) {
        throw new IllegalArgumentException("there is no branch " + tokens.get(i));
      }
      branch.part().close();
      AutotestException failure = branch.failure().get();
      if (failure == null && !problems.get(i).isEmpty()) {
        failure = new ControlFailure(Blame.SUBMITTER, problems.get(i));
      }
      if (failure != null) {
        failures.put(names.get(i), failure);
        if (!branch.machine().isEmpty()) {
          job.failed(branch.machine(), failure, isRaised);
        }
      }
    }
    return failures;
  }

  /// Those that nobody waited for are over, too.
  @Override
  public void close() {
    branches.values().forEach(branch -> branch.part().close());
  }

  /// Throws when something failed.
  ///
  /// @param all how many ran
  static void refuse(Map<String, Throwable> failures, int all) {
    if (!failures.isEmpty()) {
      throw new ParallelFailed(failures, all);
    }
  }
}
