package org.autotest.autoserv.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// A switch of a management controller that speaks Redfish.
///
/// @param system the URL of the computer system, for example `https://bmc/redfish/v1/Systems/1`
/// @param user login at the controller
/// @param passwordFile its first line is the password
record Redfish(String machine, URI system, String user, Path passwordFile) implements Power {
  /// The command of a line that means this.
  static final String WORD = "redfish";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int WORDS_MAX = 400;

  /// Of `redfish URL USER PASSWORD_FILE`.
  static Redfish of(String machine, List<String> command) {
    if (command.size() != 4 || !command.get(1).matches("https?://\\S+")) {
      throw new LabProblem(
          "switching the power of %s: '%s' is not 'redfish URL USER PASSWORD_FILE'"
              .formatted(machine, String.join(" ", command)));
    }
    return new Redfish(
        machine, URI.create(command.get(1)), command.get(2), Path.of(command.get(3)));
  }

  @Override
  public String off() throws InterruptedException {
    return reset("ForceOff");
  }

  @Override
  public String on() throws InterruptedException {
    return reset("On");
  }

  private String reset(String type) throws InterruptedException {
    String doing = "telling the controller of %s to reset (%s)".formatted(machine, type);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpResponse<String> said =
          client.send(request(type), BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (said.statusCode() / 100 != 2) {
        String words = said.body().strip().replaceAll("\\s+", " ");
        throw new LabProblem(
            "%s: HTTP status %d: %s"
                .formatted(
                    doing,
                    said.statusCode(),
                    words.substring(0, Math.min(words.length(), WORDS_MAX))));
      }
      return said.body();
    } catch (IOException broken) {
      throw new LabProblem("%s: %s".formatted(doing, broken));
    }
  }

  private HttpRequest request(String type) throws IOException {
    String password = Files.readString(passwordFile).lines().findFirst().orElse("");
    String login =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    String path = system.toString().replaceFirst("/+$", "") + "/Actions/ComputerSystem.Reset";
    return HttpRequest.newBuilder(URI.create(path))
        .timeout(LIMIT)
        .header("Authorization", "Basic " + login)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{\"ResetType\":\"%s\"}".formatted(type)))
        .build();
  }
}
