package org.autotest.cli;

import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.jspecify.annotations.Nullable;

/// One run of the program: what was asked of all commands, the server, the output.
final class Session implements AutoCloseable {
  private final Globals globals;
  private final Surroundings around;
  private @Nullable ApiClient api;

  Session(Globals globals, Surroundings around) {
    this.globals = globals;
    this.around = around;
  }

  Globals globals() {
    return globals;
  }

  Surroundings around() {
    return around;
  }

  /// The server; found when first asked for.
  ApiClient api() {
    ApiClient client = api;
    if (client == null) {
      Server server = Server.find(globals.web(), globals.token(), around);
      client = new ApiClient(server, this::trace);
      api = client;
    }
    return client;
  }

  /// Makes sure that the person is who `--username` names, when it is given: what was written for
  /// one must not be done as another.
  ///
  /// @throws CliFailure when somebody else is logged in
  void requireUser() {
    Optional<String> wanted = globals.username();
    if (wanted.isEmpty()) {
      return;
    }
    String login = api().call(Operations.AUTH_WHOAMI, Map.of()).path("login").asString("");
    if (!login.equals(wanted.get())) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "asking %s who you are: %s, and not %s. Try: atest login -Q %3$s"
              .formatted(api().server().web(), login, wanted.get()));
    }
  }

  /// Writes a file of the server to the standard output: as it is to a file or a program, without
  /// what would speak to a terminal.
  void copy(Operation operation, Map<String, ?> values) {
    if (around.terminal().isEmpty()) {
      api().copy(operation, values, around.out());
      return;
    }
    try (ScreenText screen = new ScreenText(around.out())) {
      api().copy(operation, values, screen);
    }
  }

  Printer printer() {
    return new Printer(globals, around);
  }

  /// Tells the person something that is no data.
  void say(String text) {
    around.err().println(text);
  }

  @Override
  public void close() {
    if (api != null) {
      api.close();
    }
    around.out().flush();
  }

  private void trace(String text) {
    if (globals.debug()) {
      say("debug: " + text);
    }
  }
}
