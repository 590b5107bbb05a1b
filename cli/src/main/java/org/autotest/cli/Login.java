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

  /// `atest passwd`: asks for both passwords.
  static final Verb PASSWD =
      Verb.of(Operations.AUTH_PASSWD, "atest passwd", "atest passwd --web http://lab:8080")
          .asked("password")
          .asked("new_password")
          .step(Login::askForNew);

  private Login() {}

  private static void askForNew(
      Map<String, Object> arguments, Map<String, Object> own, Session session) {
    Surroundings around = session.around();
    arguments.put("password", typed(around, "The password that you have: "));
    arguments.put("new_password", typed(around, "The new one: "));
    if (around.terminal().isPresent()
        && !typed(around, "Once more: ").equals(arguments.get("new_password"))) {
      throw new CliFailure(Blame.SUBMITTER, "passwd: the two are different");
    }
  }

  /// From the terminal without echo, else a line of the standard input.
  private static String typed(Surroundings around, String prompt) {
    if (around.terminal().isEmpty()) {
      return line(around);
    }
    around.err().print(prompt);
    around.err().flush();
    return hidden();
  }

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
    String prompt =
        "Password of %s at %s: ".formatted(arguments.get("login"), session.api().server().web());
    arguments.put("password", typed(around, prompt));
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
