package org.autotest.autoserv.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A serial console over the network, as management controllers offer it by IPMI, read by
/// `ipmitool`. A controller has one such session: what another left open is closed first.
final class SerialOverLan {
  static final String WORD = "sol";

  private static final String SCRIPT =
      """
      host=$0 user=$1 password=$2
      shift 2
      set -- -I lanplus -H "$host" -U "$user" -f "$password" "$@"
      ipmitool "$@" sol deactivate >/dev/null 2>&1
      # Into a pipe it would write every four kibibytes only.
      exec stdbuf -o0 ipmitool "$@" sol activate
      """;

  /// `[IPV6]:PORT`, an IPv6 address, `HOST:PORT`; ports may be left out.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\[([^\\[\\]]+)](?::(\\w*))?|([^:\\[\\]]*(?::[^:\\[\\]]*){2,})|([^:\\[\\]]+)(?::(\\w*))?");

  private SerialOverLan() {}

  /// Of `sol HOST[:PORT] USER PASSWORD_FILE [OPTION...]`; options are for `ipmitool`. An IPv6
  /// address stands as it is, or in brackets before a port.
  static List<String> command(List<String> words) {
    if (words.size() < 4) {
      throw new LabProblem(
          "reading a console: '%s' is not 'sol HOST[:PORT] USER PASSWORD_FILE'"
              .formatted(String.join(" ", words)));
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT));
    Matcher address = ADDRESS.matcher(words.get(1));
    if (!address.matches()) {
      throw new LabProblem("reading a console: '%s' is no HOST[:PORT]".formatted(words.get(1)));
    }
    command.add(
        Stream.of(1, 3, 4).map(address::group).filter(Objects::nonNull).findFirst().orElseThrow());
    command.addAll(words.subList(2, 4));
    String port = address.group(2) == null ? address.group(5) : address.group(2);
    if (port != null) {
      command.add("-p");
      command.add(String.valueOf(TcpConsole.port(port)));
    }
    command.addAll(words.subList(4, words.size()));
    return command;
  }
}
