package org.autotest.app.notice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.autotest.store.notices.Notice;
import tools.jackson.databind.json.JsonMapper;

/// Posts what happened to addresses of the web: JSON, with the notice's number in
/// `X-Autotest-Delivery`, so that one that comes twice is seen as the same, and
/// `X-Autotest-Signature: sha256=HEX`, the HMAC of the body, where there is a secret.
final class WebhookSender {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String HMAC = "HmacSHA256";

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final JsonMapper json = new JsonMapper();
  private final Optional<String> secret;

  WebhookSender(Optional<String> secret) {
    this.secret = secret;
  }

  /// @throws NotSent unless the answer is one of success
  void send(Notice notice, Message told) throws NotSent, InterruptedException {
    byte[] body = json.writeValueAsBytes(told.fields());
    URI address = URI.create(notice.recipient());
    // The rest of the address may be a secret.
    String attempt = "telling the webhook of " + address.getHost();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .header("X-Autotest-Delivery", Long.toString(notice.id()))
            .POST(BodyPublishers.ofByteArray(body));
    secret.ifPresent(key -> request.header("X-Autotest-Signature", "sha256=" + sign(key, body)));
    try {
      HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
      if (answer.statusCode() / 100 != 2) {
        throw NotSent.forNow("%s: it answered %d".formatted(attempt, answer.statusCode()));
      }
    } catch (IOException trouble) {
      String observation =
          trouble.getMessage() == null ? trouble.getClass().getSimpleName() : trouble.getMessage();
      throw NotSent.forNow(attempt + ": " + observation);
    }
  }

  private static String sign(String key, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every runtime has " + HMAC, impossible);
    }
  }
}
