package org.autotest.autoserv.job;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/// What a client shall do.
///
/// @param control the control file, as it was submitted
/// @param name of the run directory on the machine; unique there
/// @param arguments for the control file
/// @param user login of whoever asked for the job; may be empty
/// @param state what the client's job begins with: its state file, see `JobState` of the client;
///   empty text for nothing
public record ClientOrder(
    String control, List<String> arguments, String name, String user, String state) {
  public ClientOrder {
    arguments = List.copyOf(arguments);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,200}")) {
      throw new IllegalArgumentException("'%s' is no name of a run".formatted(name));
    }
  }

  /// With a name that says whose it is and is never used twice.
  ///
  /// @param tag of the job, `17-alice/host7`; may be empty
  public static ClientOrder of(String control, List<String> arguments, String tag, String user) {
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    String safe = tag.replaceAll("[^A-Za-z0-9._-]+", ".").replaceAll("^[^A-Za-z0-9]+", "");
    String start = safe.isEmpty() ? "job" : safe.substring(0, Math.min(safe.length(), 120));
    return new ClientOrder(
        control, arguments, start + "-" + HexFormat.of().formatHex(random), user, "");
  }

  /// The same with a state to begin with.
  public ClientOrder beginningWith(String given) {
    return new ClientOrder(control, arguments, name, user, given);
  }
}
