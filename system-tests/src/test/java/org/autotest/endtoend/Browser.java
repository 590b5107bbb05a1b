package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Somebody who is logged in and reads pages, without running their scripts.
final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"");

  private final URI base;
  private final HttpClient client;

  private Browser(URI base) {
    this.base = base;
    this.client =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  static Browser logIn(String url, String login, String password)
      throws IOException, InterruptedException {
    Browser browser = new Browser(URI.create(url));
    String home = browser.send("/login", Map.of("login", login, "password", password), 200);
    assertThat(home).contains(login);
    return browser;
  }

  /// What a person sees: tags and repeated blanks left out.
  String read(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT).build();
    return inWords(answer(request, 200));
  }

  /// Fills in the form of a page, which sends to the address of the page, and sends it.
  ///
  /// @return what is answered, as [#read] gives it
  String send(String path, Map<String, String> typed, int status)
      throws IOException, InterruptedException {
    String page = answer(HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT).build(), 200);
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page);
    while (hidden.find()) {
      fields.putIfAbsent(hidden.group(1), hidden.group(2));
    }
    fields.putAll(typed);
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return inWords(
        answer(
            HttpRequest.newBuilder(base.resolve(path))
                .timeout(LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build(),
            status));
  }

  private String answer(HttpRequest request, int status) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }

  private static String inWords(String html) {
    return html.replaceAll("<[^>]*>", " ")
        .replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}
