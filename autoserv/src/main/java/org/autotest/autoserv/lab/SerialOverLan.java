package org.autotest.autoserv.lab;

import java.util.ArrayList;
import java.util.List;

/// A serial console over the network, as management controllers offer it by IPMI, read by
/// `ipmitool`. A controller has one such session: what another left open is closed first.
final class SerialOverLan {
  static final String WORD = "sol";

  private static final String SCRIPT =
      """
      host=${0%:*} user=$1 password=$2
      shift 2
      set -- -I lanplus -H "$host" -U "$user" -f "$password" "$@"
      ipmitool "$@" sol deactivate >/dev/null 2>&1
      # Into a pipe it would write every four kibibytes only.
      exec stdbuf -o0 ipmitool "$@" sol activate
      """;

  private SerialOverLan() {}

  /// Of `sol HOST[:PORT] USER PASSWORD_FILE [OPTION...]`; options are for `ipmitool`.
  static List<String> command(List<String> words) {
    if (words.size() < 4) {
      throw new LabProblem(
          "reading a console: '%s' is not 'sol HOST[:PORT] USER PASSWORD_FILE'"
              .formatted(String.join(" ", words)));
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT));
    command.addAll(words.subList(1, 4));
    String address = words.get(1);
    int colon = address.lastIndexOf(':');
    if (colon >= 0) {
      command.add("-p");
      command.add(String.valueOf(TcpConsole.port(address.substring(colon + 1))));
    }
    command.addAll(words.subList(4, words.size()));
    return command;
  }
}
