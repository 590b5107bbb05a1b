package org.autotest.autoserv.python;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.autoserv.control.TimeIsUp;
import org.autotest.autoserv.fitness.UnfitHost;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.install.InstallFailure;
import org.autotest.autoserv.job.ClientFailure;
import org.autotest.autoserv.lab.LabProblem;
import org.autotest.core.bridge.Raise;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Thrown;
import org.jspecify.annotations.Nullable;

/// What goes wrong here, as the exception that the control file sees; and back, when it does not
/// catch it.
final class Raises {
  private static final int KEPT_MAX = 200;

  /// By their words, the oldest forgotten first.
  private final Map<String, AutotestException> sent =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, AutotestException> eldest) {
              return size() > KEPT_MAX;
            }
          });

  /// As an exception of Python.
  Raise of(RuntimeException thrown) {
    if (thrown instanceof AutotestException known) {
      sent.put(known.problem(), known);
      List<String> bases = bases(known);
      return new Raise(bases.getFirst(), known.problem(), args(known), bases, "");
    }
    boolean refused = thrown instanceof IllegalArgumentException;
    String words = refused ? String.valueOf(thrown.getMessage()) : Thrown.inWords(thrown);
    return Raise.of(refused ? "ValueError" : "AutoservError", words);
  }

  /// The failure that an exception with these words was made of; empty for another.
  Optional<AutotestException> origin(String words) {
    return Optional.ofNullable(sent.get(words));
  }

  /// Its words, and what a command had printed that did not end in time.
  private static List<@Nullable Object> args(AutotestException thrown) {
    List<@Nullable Object> args = new ArrayList<>();
    args.add(thrown.problem());
    if (thrown instanceof SshFailure ssh) {
      ssh.output().ifPresent(output -> args.addAll(List.of(output.stdout(), output.stderr())));
    }
    return args;
  }

  private static List<String> bases(AutotestException thrown) {
    return switch (thrown) {
      case SshFailure ssh -> List.of(nameOf(ssh.kind()), "AutoservError");
      case ClientFailure _ -> List.of("AutotestRunError", "AutotestError");
      case TimeIsUp _ -> List.of("AutotestTimeoutError", "AutotestError");
      case InstallFailure _ -> List.of("AutoservInstallError", "AutoservError");
      case LabProblem lab when lab.isUnsaid() ->
          List.of("AutoservUnsupportedError", "AutoservError");
      case UnfitHost _ -> List.of("AutoservHostError", "AutoservError");
      default -> List.of("AutoservError");
    };
  }

  private static String nameOf(SshFailure.Kind kind) {
    return switch (kind) {
      case TIMED_OUT -> "AutoservRunError";
      case UNREACHABLE, LOST, NAME_UNKNOWN, WAY_BROKEN -> "AutoservSSHTimeout";
      case LOGIN_REFUSED -> "AutoservSshPermissionDeniedError";
      case HOST_KEY_CHANGED, MISCONFIGURED -> "AutoservHostError";
    };
  }
}
