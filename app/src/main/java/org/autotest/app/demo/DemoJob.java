package org.autotest.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autotest.core.job.JobId;
import tools.jackson.databind.json.JsonMapper;

/// The first job of the demo, submitted as any program submits one: over REST, with a token.
final class DemoJob {
  /// Where it runs.
  static final List<String> HOSTS = Demo.HOSTS.subList(0, 2);

  /// What its control file runs: one test of each kind.
  static final List<String> TESTS =
      List.of("sleeptest", "memory_copy", "file_integrity", "pysleeptest");

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private DemoJob() {}

  /// Submits it.
  ///
  /// @param url of the web server, ending in a slash
  /// @throws IOException when the server does not answer, or refuses the job; the message has its
  ///   words
  static JobId submit(String url, String token) throws IOException, InterruptedException {
    String body =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "name",
                    "first job",
                    "control_file",
                    controlFile(),
                    "control_type",
                    "Client",
                    "hosts",
                    HOSTS));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url).resolve("api/v1/jobs"))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(
            "submitting the first job: %d %s".formatted(answer.statusCode(), answer.body()));
      }
      return new JobId(JsonMapper.shared().readTree(answer.body()).get("id").asLong());
    }
  }

  private static String controlFile() throws IOException {
    try (InputStream text =
        Objects.requireNonNull(DemoJob.class.getResourceAsStream("first-job.txt"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
