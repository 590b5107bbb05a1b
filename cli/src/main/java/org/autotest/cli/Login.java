package org.autotest.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operations;

/// `atest login`: asks for the password, never takes it from the command line, where others could
/// read it.
final class Login {
  static final Verb VERB =
      Verb.of(
              Operations.AUTH_LOGIN,
              "atest login --web http://lab:8080",
              "atest login --username alice")
          .asked("login")
          .asked("password")
          .step(Login::ask);

  private Login() {}

  private static void ask(Map<String, Object> arguments, Map<String, Object> own, Session session) {
    Surroundings around = session.around();
    arguments.put(
        "login",
        session
            .globals()
            .username()
            .or(() -> around.variable("AUTOTEST_USER"))
            .or(() -> around.variable("USER"))
            .orElseThrow(
                () ->
                    new CliFailure(Blame.SUBMITTER, "login: no user name. Give --username NAME")));
    if (around.terminal().isPresent()) {
      around
          .err()
          .printf("Password of %s at %s: ", arguments.get("login"), session.api().server().web());
      around.err().flush();
    }
    arguments.put("password", around.terminal().isPresent() ? hidden() : line(around));
  }

  private static String hidden() {
    char[] typed = Objects.requireNonNull(System.console()).readPassword();
    if (typed == null) {
      throw new CliFailure(Blame.SUBMITTER, "login: no password was typed");
    }
    return new String(typed);
  }

  /// One line of the standard input, so that a program can log in too.
  private static String line(Surroundings around) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int c = around.in().read(); c >= 0 && c != '\n'; c = around.in().read()) {
        line.write(c);
      }
    } catch (IOException e) {
      throw new CliFailure(
          Blame.SUBMITTER, "login: reading the password: %s".formatted(e.getMessage()), e);
    }
    if (line.size() == 0) {
      throw new CliFailure(
          Blame.SUBMITTER, "login: no password on the standard input. Type it, or pipe one line");
    }
    return line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
  }
}
