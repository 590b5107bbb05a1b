package org.autotest.app;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.autotest.app.lab.Accounts;
import org.autotest.app.lab.DatabaseSource;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.Database;
import org.autotest.store.schema.Migrations;
import org.autotest.store.users.UserEdit;
import org.autotest.web.access.Passwords;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// Accounts, for the person at the server. Works while a lab runs, too.
@Command(
    name = "user",
    description = "Makes and changes accounts, passwords and tokens.",
    subcommands = {
      UserCommand.Add.class,
      UserCommand.Passwd.class,
      UserCommand.Token.class,
      UserCommand.Mod.class,
      UserCommand.Delete.class
    })
final class UserCommand {
  private static final int PASSWORD_LETTERS_LEAST = 8;

  @ParentCommand private @Nullable AutotestMain top;

  private String with(Function<Accounts, String> work) throws InterruptedException {
    AutotestMain main = Objects.requireNonNull(top);
    try (DatabaseSource source = DatabaseSource.obtain(main.config(), main.around().searchPath())) {
      Migrations.check(source.address());
      try (Database database =
          Database.open(source.address().withConnectionsMax(2), main.clock())) {
        return work.apply(new Accounts(database));
      }
    }
  }

  /// From the terminal without echo, twice; else one line of standard input.
  private static String askPassword(String login) throws IOException {
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    String password;
    if (terminal.isPresent()) {
      Console console = terminal.get();
      password = read(console, "Password for %s: ".formatted(login));
      if (!password.equals(read(console, "Once more: "))) {
        throw BadRequest.invalid("password", "the two are different");
      }
    } else {
      password =
          Objects.requireNonNullElse(
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                  .readLine(),
              "");
    }
    if (password.length() < PASSWORD_LETTERS_LEAST) {
      throw BadRequest.invalid(
          "password", "at least %d characters are wanted".formatted(PASSWORD_LETTERS_LEAST));
    }
    if (password.length() > Passwords.CHARS_MAX) {
      throw BadRequest.invalid(
          "password", "at most %d characters are taken".formatted(Passwords.CHARS_MAX));
    }
    return password;
  }

  private static String read(Console console, String prompt) {
    char[] typed = console.readPassword("%s", prompt);
    return typed == null ? "" : new String(typed);
  }

  /// Makes an account.
  @Command(
      name = "add",
      description = "Makes an account. Asks for the password, or reads it from standard input.")
  static final class Add implements Callable<Integer> {
    @ParentCommand private @Nullable UserCommand parent;

    @Parameters(paramLabel = "LOGIN", description = "1 to 64 letters, digits and @ . _ + -.")
    private String login = "";

    @Option(names = "--admin", description = "May change what all share: labels, tests.")
    private boolean admin;

    @Option(names = "--root", description = "May do everything.")
    private boolean root;

    @Override
    public Integer call() throws IOException, InterruptedException {
      String password = askPassword(login);
      Accounts.Level level =
          root ? Accounts.Level.ROOT : admin ? Accounts.Level.ADMIN : Accounts.Level.USER;
      System.out.println(
          Objects.requireNonNull(parent)
              .with(
                  accounts -> {
                    accounts.add(login, level, password);
                    return "%s can log in".formatted(login);
                  }));
      return 0;
    }
  }

  /// Sets a password.
  @Command(name = "passwd", description = "Sets a password. Sessions and tokens of the user end.")
  static final class Passwd implements Callable<Integer> {
    @ParentCommand private @Nullable UserCommand parent;

    @Parameters(paramLabel = "LOGIN", description = "Of an account that exists.")
    private String login = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      String password = askPassword(login);
      System.out.println(
          Objects.requireNonNull(parent)
              .with(
                  accounts -> {
                    accounts.setPassword(login, password);
                    return "%s has a new password".formatted(login);
                  }));
      return 0;
    }
  }

  /// Makes a token.
  @Command(
      name = "token",
      description =
          "Makes a token for programs and prints it, once; atest reads it from its configuration.")
  static final class Token implements Callable<Integer> {
    @ParentCommand private @Nullable UserCommand parent;

    @Parameters(paramLabel = "LOGIN", description = "Of an account that exists.")
    private String login = "";

    @Option(
        names = "--name",
        defaultValue = "cli",
        description = "What to call it (${DEFAULT-VALUE}).")
    private String name = "";

    @Override
    public Integer call() throws InterruptedException {
      System.out.println(
          Objects.requireNonNull(parent).with(accounts -> accounts.newToken(login, name)));
      return 0;
    }
  }

  /// Changes an account.
  @Command(name = "mod", description = "Changes what a user may do, and where letters go.")
  static final class Mod implements Callable<Integer> {
    @ParentCommand private @Nullable UserCommand parent;

    @Parameters(paramLabel = "LOGIN", description = "Of an account that exists.")
    private String login = "";

    @Option(
        names = "--level",
        paramLabel = "user|admin|root",
        description = "admin changes what all share; root does everything.")
    private @Nullable String level;

    @Option(
        names = "--email",
        paramLabel = "ADDRESS",
        description = "Where letters go; none for no letters.")
    private @Nullable String email;

    @Override
    public Integer call() throws InterruptedException {
      Optional<Accounts.Level> wanted = Optional.ofNullable(level).map(Mod::level);
      Optional<String> address =
          Optional.ofNullable(email).map(text -> text.equalsIgnoreCase("none") ? "" : text);
      if (wanted.isEmpty() && address.isEmpty()) {
        throw BadRequest.invalid("level", "say what shall change: --level or --email");
      }
      System.out.println(
          Objects.requireNonNull(parent)
              .with(
                  accounts -> {
                    accounts.modify(login, edit(wanted, address));
                    return "%s is changed".formatted(login);
                  }));
      return 0;
    }

    private static Accounts.Level level(String word) {
      return switch (word) {
        case "user" -> Accounts.Level.USER;
        case "admin" -> Accounts.Level.ADMIN;
        case "root" -> Accounts.Level.ROOT;
        default ->
            throw BadRequest.invalid(
                "level", "is '%s', must be user, admin or root".formatted(word));
      };
    }

    private static UserEdit edit(Optional<Accounts.Level> level, Optional<String> email) {
      return new UserEdit(
          level.map(Accounts.Level::number),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          email,
          Optional.empty());
    }
  }

  /// Deletes an account.
  @Command(
      name = "delete",
      description =
          "Deletes an account; its jobs stay. Refused while jobs, recurring runs or reservations"
              + " of it are open.")
  static final class Delete implements Callable<Integer> {
    @ParentCommand private @Nullable UserCommand parent;

    @Parameters(paramLabel = "LOGIN", description = "Of an account that exists.")
    private String login = "";

    @Override
    public Integer call() throws InterruptedException {
      System.out.println(
          Objects.requireNonNull(parent)
              .with(
                  accounts -> {
                    accounts.delete(login);
                    return "%s is deleted".formatted(login);
                  }));
      return 0;
    }
  }
}
