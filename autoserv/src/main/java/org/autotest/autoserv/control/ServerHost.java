package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import org.autotest.autoserv.api.Arg;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.api.Host;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.results.StatusTrail;

/// [Host] over a connection.
public final class ServerHost implements Host {
  private static final Duration STANDARD_LIMIT = Duration.ofHours(1);

  private final HostConnection connection;
  private final StatusTrail trail;
  private final ClientControl client;

  /// @param trail of the status log that the client's lines go to
  public ServerHost(HostConnection connection, StatusTrail trail, ClientControl client) {
    this.connection = connection;
    this.trail = trail;
    this.client = client;
  }

  @Override
  public String hostname() {
    return connection.hostname();
  }

  @Override
  public CommandResult run(String command) {
    CommandResult result = tryRun(command, STANDARD_LIMIT);
    if (!result.isSuccess()) {
      throw new CommandFailed(hostname(), command, result);
    }
    return result;
  }

  @Override
  public CommandResult tryRun(String command, Duration limit) {
    try {
      return connection.run(command, limit, List.of());
    } catch (InterruptedException stop) {
      throw new Stopped();
    }
  }

  @Override
  public boolean runTest(String name, Arg... args) {
    StringJoiner words = new StringJoiner(", ", "void main() {\n  job.runTest(", ");\n}\n");
    words.add(literal(name));
    for (Arg arg : args) {
      words.add("arg(%s, %s)".formatted(literal(arg.name()), literal(arg.value())));
    }
    return runControl(words.toString());
  }

  @Override
  public boolean runControl(String control) {
    int before = trail.testsFailed();
    try {
      client.run(control);
    } catch (InterruptedException stop) {
      throw new Stopped();
    }
    return trail.testsFailed() == before;
  }

  /// As Java source reads it back.
  static String literal(Object value) {
    if (value instanceof Long number) {
      return number + "L";
    }
    if (!(value instanceof String text)) {
      return value.toString();
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
        quoted.append(c);
      } else {
        quoted.append((c < 256 ? "\\%03o" : "\\u%04x").formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
