package org.autotest.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;

/// Which server to talk to, and as whom.
///
/// First found: the option `--web`, the variable `AUTOTEST_WEB`, the file
/// `~/.config/autotest/atest.conf`, the running demo's file `STATE/demo/atest.conf`. The token is
/// found alike. A token from a file goes only to the server that the same file names.
///
/// @param web without a slash at the end
/// @param token empty for somebody who is not logged in
/// @param from where the address was found, for messages
record Server(URI web, Optional<String> token, String from) {
  static final String WEB_VARIABLE = "AUTOTEST_WEB";
  static final String TOKEN_VARIABLE = "AUTOTEST_TOKEN";
  private static final String FILE_NAME = "atest.conf";

  /// Finds the server.
  ///
  /// @throws CliFailure when nothing names one, or what names it is no address
  static Server find(
      Optional<String> webOption, Optional<String> tokenOption, Surroundings around) {
    Map<String, String> own = read(configFile(around));
    Map<String, String> demo = read(demoFile(around));
    Optional<String> ownWeb = Optional.ofNullable(own.get("web"));
    Optional<String> demoWeb = Optional.ofNullable(demo.get("web"));
    Optional<String> web =
        webOption.or(() -> around.variable(WEB_VARIABLE)).or(() -> ownWeb).or(() -> demoWeb);
    if (web.isEmpty()) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "finding the server: nothing names one. Give --web URL, set %s, or: atest login --web URL"
              .formatted(WEB_VARIABLE));
    }
    URI address = address(web.get());
    Optional<String> token =
        tokenOption
            .or(() -> around.variable(TOKEN_VARIABLE))
            .or(() -> tokenFor(address, own))
            .or(() -> tokenFor(address, demo));
    String from =
        webOption.isPresent()
            ? "--web"
            : around.variable(WEB_VARIABLE).isPresent()
                ? WEB_VARIABLE
                : (ownWeb.isPresent() ? configFile(around) : demoFile(around)).toString();
    return new Server(address, token, from);
  }

  /// Where [#save] writes.
  static Path configFile(Surroundings around) {
    Path config =
        around
            .variable("XDG_CONFIG_HOME")
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElse(around.home().resolve(".config"));
    return config.resolve("autotest").resolve(FILE_NAME);
  }

  /// Remembers the server and the token, for the person alone.
  static void save(Surroundings around, URI web, Optional<String> token) throws IOException {
    Path file = configFile(around);
    Files.createDirectories(file.getParent());
    Path beside = file.resolveSibling(FILE_NAME + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String text = "web = " + web + "\n" + token.map(value -> "token = " + value + "\n").orElse("");
    Files.writeString(beside, text, StandardOpenOption.WRITE);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// A server by its address alone: `lab`, `lab:8080` and `https://lab/autotest` are understood.
  static URI address(String text) {
    String whole = text.contains("://") ? text : "http://" + text;
    try {
      URI uri = new URI(whole.replaceFirst("/+$", ""));
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException notOne) {
      // Told below.
    }
    throw new CliFailure(
        Blame.SUBMITTER,
        "reading the server's address: '%s' is none. Write it like http://lab:8080"
            .formatted(text));
  }

  private static Optional<String> tokenFor(URI address, Map<String, String> file) {
    Optional<String> web = Optional.ofNullable(file.get("web"));
    return web.filter(text -> address(text).equals(address))
        .flatMap(same -> Optional.ofNullable(file.get("token")));
  }

  private static Path demoFile(Surroundings around) {
    Path state =
        around
            .variable("AUTOTEST_STATE")
            .map(Path::of)
            .orElseGet(
                () ->
                    around
                        .variable("XDG_STATE_HOME")
                        .map(Path::of)
                        .filter(Path::isAbsolute)
                        .orElse(around.home().resolve(".local").resolve("state"))
                        .resolve("autotest"));
    return state.resolve("demo").resolve(FILE_NAME);
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> values = new LinkedHashMap<>();
    if (!Files.isRegularFile(file)) {
      return values;
    }
    try {
      for (String line :
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
        int equals = line.indexOf('=');
        if (equals > 0 && !line.startsWith("#")) {
          values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
    } catch (IOException e) {
      throw new CliFailure(Blame.SUBMITTER, "reading %s: %s".formatted(file, e.getMessage()), e);
    }
    values.values().removeIf(String::isEmpty);
    return values;
  }
}
