package org.autotest.autoserv.lab;

import java.util.List;

/// A serial console over the network, as management controllers offer it by IPMI, read by
/// `ipmitool`. A controller has one such session: what another left open is closed first.
final class SerialOverLan {
  static final String WORD = "sol";

  private static final String SCRIPT =
      """
      set -- -I lanplus -H "${0%:*}" -U "$1" -f "$2" $3
      ipmitool "$@" sol deactivate >/dev/null 2>&1
      exec ipmitool "$@" sol activate
      """;

  private SerialOverLan() {}

  /// Of `sol HOST[:PORT] USER PASSWORD_FILE`.
  static List<String> command(List<String> words) {
    if (words.size() != 4) {
      throw new LabProblem(
          "reading a console: '%s' is not 'sol HOST[:PORT] USER PASSWORD_FILE'"
              .formatted(String.join(" ", words)));
    }
    String address = words.get(1);
    int colon = address.lastIndexOf(':');
    String more = colon < 0 ? "" : "-p " + TcpConsole.port(address.substring(colon + 1));
    return List.of("sh", "-c", SCRIPT, address, words.get(2), words.get(3), more);
  }
}
