package org.autotest.app.config;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Who is told of jobs that are over, and how.
///
/// @param mail empty: no mail is sent
/// @param keepers addresses of mail of those who keep the lab
/// @param webhooks addresses that are told of every job
/// @param webhookSecret what their messages are signed with; empty: they are not
public record NoticeConfig(
    Optional<Mail> mail, List<String> keepers, List<URI> webhooks, Optional<String> webhookSecret) {
  private static final int SMTP_PORT = 25;

  public NoticeConfig {
    keepers = List.copyOf(keepers);
    webhooks = List.copyOf(webhooks);
  }

  /// How a connection to the server is protected.
  public enum Security {
    NONE,
    STARTTLS,
    TLS
  }

  /// A server that takes mail.
  ///
  /// @param login name and password; empty for a server that asks for none
  public record Mail(
      String host, int port, Security security, Optional<Login> login, String from) {}

  /// An account of the server.
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  /// @param machine the host name of this machine
  static NoticeConfig of(ConfigFile file, String machine) {
    return new NoticeConfig(
        mail(file, machine),
        keepers(file),
        webhooks(file),
        file.secret(ConfigKey.WEBHOOK_SECRET_FILE));
  }

  private static List<String> keepers(ConfigFile file) {
    List<String> keepers =
        Arrays.stream(file.text(ConfigKey.MAIL_KEEPERS).split("[\\s,]+"))
            .filter(text -> !text.isEmpty())
            .toList();
    if (!keepers.isEmpty() && file.text(ConfigKey.MAIL_SERVER).isEmpty()) {
      throw file.wrong(ConfigKey.MAIL_KEEPERS, "nothing, since there is no mail.server,");
    }
    if (!keepers.stream().allMatch(keeper -> keeper.matches("[^@]+@[^@]+"))) {
      throw file.wrong(ConfigKey.MAIL_KEEPERS, "addresses of mail with commas between");
    }
    return keepers;
  }

  private static Optional<Mail> mail(ConfigFile file, String machine) {
    String server = file.text(ConfigKey.MAIL_SERVER);
    String word = file.word(ConfigKey.MAIL_SECURITY, List.of("none", "starttls", "tls"));
    String user = file.text(ConfigKey.MAIL_USER);
    Optional<String> password = file.secret(ConfigKey.MAIL_PASSWORD_FILE);
    String from = file.text(ConfigKey.MAIL_FROM);
    if (server.isEmpty()) {
      return Optional.empty();
    }
    if (!server.matches("[^\\s:/]+(?::\\d{1,5})?")) {
      throw file.wrong(ConfigKey.MAIL_SERVER, "HOST or HOST:PORT");
    }
    String[] parts = server.split(":", 2);
    return Optional.of(
        new Mail(
            parts[0],
            parts.length > 1 ? Integer.parseInt(parts[1]) : SMTP_PORT,
            Security.valueOf(word.toUpperCase(java.util.Locale.ROOT)),
            user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password.orElse(""))),
            from.isEmpty() ? "autotest@" + machine : from));
  }

  private static List<URI> webhooks(ConfigFile file) {
    return Arrays.stream(file.text(ConfigKey.WEBHOOK_URLS).split("[\\s,]+"))
        .filter(text -> !text.isEmpty())
        .map(
            text ->
                ConfigFile.webAddress(text)
                    .orElseThrow(
                        () ->
                            file.wrong(
                                ConfigKey.WEBHOOK_URLS,
                                "a list of addresses that begin with https://")))
        .toList();
  }
}
