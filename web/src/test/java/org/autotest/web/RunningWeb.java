package org.autotest.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.store.Database;
import org.autotest.web.action.LabStandards;
import org.autotest.web.rest.Json;

/// A web server on a free port, and clients that speak to it as browsers and programs do.
final class RunningWeb implements AutoCloseable {
  /// How it would be reached through a proxy.
  static final String PUBLIC_URL = "http://lab.example";

  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final WebServer server;
  private volatile Optional<String> trouble = Optional.empty();

  RunningWeb(Database database, InstantSource clock, Path results, Path tests) {
    this(database, clock, results, tests, LabStandards.USUAL);
  }

  RunningWeb(
      Database database, InstantSource clock, Path results, Path tests, LabStandards standards) {
    this.server =
        new WebServer(
            new WebConfig(
                "127.0.0.1",
                0,
                results,
                tests,
                Optional.of(URI.create(PUBLIC_URL)),
                Duration.ofDays(14),
                "1-test",
                standards,
                () -> trouble),
            database,
            clock);
  }

  /// The first page warns of it from now on.
  void warnOf(String sentence) {
    trouble = Optional.of(sentence);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  /// A program with a token, or without one.
  Program program(String token) {
    return new Program(token);
  }

  /// A program that has logged in.
  Program loggedIn(String login) throws IOException, InterruptedException {
    Answer answer =
        program("")
            .send("POST", "/auth/login", Map.of("login", login, "password", SeededLab.PASSWORD));
    return program(String.valueOf(answer.json().get("token")));
  }

  /// A browser that has logged in.
  Browser browser(String login) throws IOException, InterruptedException {
    Browser browser = new Browser();
    String form = browser.get("/login").body();
    browser.post("/login", csrf(form), Map.of("login", login, "password", SeededLab.PASSWORD));
    return browser;
  }

  Browser stranger() {
    return new Browser();
  }

  static String csrf(String page) {
    Matcher matcher = CSRF.matcher(page);
    return matcher.find() ? String.valueOf(matcher.group(1)) : "";
  }

  @Override
  public void close() {
    server.close();
  }

  /// What came back.
  record Answer(int status, String text, HttpResponse<String> response) {
    Map<String, Object> json() {
      return Json.readObject(text);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> error() {
      return (Map<String, Object>) Objects.requireNonNull(json().get("error"), text);
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> items() {
      return (List<Map<String, Object>>) Objects.requireNonNull(json().get("items"), text);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /// Speaks REST.
  final class Program {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String token;

    private Program(String token) {
      this.token = token;
    }

    String token() {
      return token;
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
      return exchange("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer send(String method, String path, Map<String, ?> body, String... headers)
        throws IOException, InterruptedException {
      List<String> all = new ArrayList<>(List.of(headers));
      all.add("Content-Type");
      all.add("application/json");
      return exchange(
          method, path, BodyPublishers.ofString(Json.write(body)), all.toArray(String[]::new));
    }

    Answer exchange(String method, String path, HttpRequest.BodyPublisher body, String... headers)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url("/api/v1" + path))).method(method, body);
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response);
    }
  }

  /// Keeps cookies; does not follow redirects.
  final class Browser {
    private final HttpClient client =
        HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    HttpResponse<String> get(String path, String... headers)
        throws IOException, InterruptedException {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }

    /// Events that may go on for ever.
    InputStream stream(String path) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url(path)))
              .header("Accept", "text/event-stream")
              .build();
      return client.send(request, BodyHandlers.ofInputStream()).body();
    }

    HttpResponse<String> send(String path, HttpRequest.BodyPublisher body, String... headers)
        throws IOException, InterruptedException {
      return client.send(
          HttpRequest.newBuilder(URI.create(url(path))).headers(headers).POST(body).build(),
          BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String csrf, Map<String, ?> fields, String... headers)
        throws IOException, InterruptedException {
      StringBuilder form = new StringBuilder("csrf=" + encoded(csrf));
      fields.forEach(
          (name, value) -> {
            List<?> values = value instanceof List<?> list ? list : List.of(value);
            values.forEach(one -> form.append('&').append(name).append('=').append(encoded(one)));
          });
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url(path)))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form.toString()));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  static String encoded(Object value) {
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
  }
}
