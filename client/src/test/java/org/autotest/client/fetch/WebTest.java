package org.autotest.client.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Web servers that send elsewhere, that only the machine trusts, and that stand behind a proxy.
class WebTest {
  private static final char[] PASSWORD = "secret".toCharArray();

  @TempDir private Path temp;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private HttpServer plain;
  private HttpsServer secure;
  private String http;
  private String https;

  @BeforeEach
  void serve() throws Exception {
    plain = HttpServer.create(anyPort(), 0);
    secure = HttpsServer.create(anyPort(), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(identity()));
    http = "http://127.0.0.1:" + plain.getAddress().getPort();
    https = "https://127.0.0.1:" + secure.getAddress().getPort();
    for (HttpServer server : List.of(plain, secure)) {
      server.createContext("/file", exchange -> answer(exchange, 200, "content"));
      server.start();
    }
  }

  @AfterEach
  void stop() {
    plain.stop(0);
    secure.stop(0);
  }

  @Test
  void what_has_moved_is_followed_to_https_and_never_back() throws IOException {
    plain.createContext("/moved", exchange -> move(exchange, 301, https + "/file"));
    plain.createContext("/near", exchange -> move(exchange, 302, "file"));
    secure.createContext("/back", exchange -> move(exchange, 307, http + "/file"));
    secure.createContext("/local", exchange -> move(exchange, 308, "file:///etc/hostname"));
    Fetcher fetcher = fetcher(trusting());

    assertThat(fetcher.get(http + "/moved")).hasContent("content");
    assertThat(fetcher.get(http + "/near")).hasContent("content");
    assertThatThrownBy(() -> fetcher.get(https + "/back"))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("moved to %s/file, which is not followed".formatted(http));
    assertThatThrownBy(() -> fetcher.get(https + "/local"))
        .hasMessageContaining("which is not followed");
  }

  @Test
  void what_moves_for_ever_or_is_not_sent_whole_is_refused() throws IOException {
    plain.createContext("/round", exchange -> move(exchange, 301, "/round"));
    plain.createContext("/nowhere", exchange -> move(exchange, 301, null));
    plain.createContext("/empty", exchange -> answer(exchange, 203, "something else"));
    plain.createContext("/gone", exchange -> answer(exchange, 404, "no such file"));
    plain.createContext(
        "/half",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[50]);
          exchange.getResponseBody().flush();
          exchange.close();
        });
    Fetcher fetcher = fetcher(Map.of());

    assertThatThrownBy(() -> fetcher.get(http + "/round"))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("moved more than 10 times");
    assertThatThrownBy(() -> fetcher.get(http + "/nowhere")).hasMessageContaining("answers 301");
    assertThatThrownBy(() -> fetcher.get(http + "/empty")).hasMessageContaining("answers 203");
    assertThatThrownBy(() -> fetcher.get(http + "/gone"))
        .hasMessageContaining("/gone: the server answers 404 Not Found");
    assertThatThrownBy(() -> fetcher.get(http + "/half")).isInstanceOf(FetchFailed.class);
    assertThat(temp.resolve("fetched")).isEmptyDirectory();
  }

  @Test
  void a_server_is_vouched_for_by_those_whom_the_machine_trusts() throws IOException {
    assertThatThrownBy(() -> fetcher(Map.of()).get(https + "/file"))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("SSLHandshakeException");

    assertThat(fetcher(trusting()).get(https + "/file")).hasContent("content");
    Path machine = Files.createDirectories(temp.resolve("root/etc/pki/tls/certs"));
    Files.copy(temp.resolve("ca.pem"), machine.resolve("ca-bundle.crt"));
    assertThat(Authorities.of(Map.of(), temp.resolve("root")).file())
        .contains(machine.resolve("ca-bundle.crt"));
    assertThat(Authorities.of(Map.of(), temp.resolve("elsewhere")).sockets()).isEmpty();
  }

  @Test
  void a_file_of_authorities_that_was_named_and_is_none_lets_nobody_be_trusted()
      throws IOException {
    Path empty = Files.createFile(temp.resolve("empty.pem"));
    Path absent = temp.resolve("misspelt.pem");

    assertThatThrownBy(
            () -> fetcher(Map.of("SSL_CERT_FILE", absent.toString())).get(https + "/file"))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("SSL_CERT_FILE: %s cannot be read".formatted(absent));
    assertThatThrownBy(
            () -> fetcher(Map.of("SSL_CERT_FILE", empty.toString())).get(https + "/file"))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("SSL_CERT_FILE: %s has no certificate".formatted(empty));
  }

  @Test
  void a_proxy_is_asked_but_for_what_is_reached_directly() throws IOException {
    plain.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          String word = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
          String wanted =
              Base64.getEncoder().encodeToString("me:mine".getBytes(StandardCharsets.UTF_8));
          if (("Basic " + wanted).equals(word)) {
            answer(exchange, 200, "by proxy");
          } else {
            exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"lab\"");
            answer(exchange, 407, "");
          }
        });
    String proxy = http.replace("//", "//me:mine@");
    Fetcher fetcher =
        fetcher(Map.of("http_proxy", proxy, "NO_PROXY", "lab.example, .near.example"));

    assertThat(fetcher.get("http://far.invalid/kernel")).hasContent("by proxy");
    assertThat(asked).contains("http://far.invalid/kernel");
    assertThatThrownBy(() -> fetcher.get("http://host1.near.example/x"))
        .isInstanceOf(FetchFailed.class);
    assertThat(asked).noneMatch(url -> url.contains("near.example"));
    Web through = Web.of(Map.of()).through(proxy);
    assertThat(new Fetcher(through, temp.resolve("other"), 100).get("http://far.invalid/kernel"))
        .hasContent("by proxy");
    assertThat(through.variables()).containsEntry("https_proxy", proxy);
  }

  @Test
  void variables_tell_the_proxy_in_every_usual_form() {
    Proxies proxies =
        Proxies.of(
            Map.of(
                "HTTPS_PROXY", "cache:3128",
                "all_proxy", "http://all:80",
                "no_proxy", "lab.example,*.wild.example,one:8080"));

    assertThat(proxies.to(URI.create("https://far/"))).contains(URI.create("http://cache:3128"));
    assertThat(proxies.to(URI.create("HTTP://far/"))).contains(URI.create("http://all:80"));
    assertThat(proxies.to(URI.create("https://Host.Lab.example/"))).isEmpty();
    assertThat(proxies.to(URI.create("https://a.wild.example/"))).isEmpty();
    assertThat(proxies.to(URI.create("http://one:8080/"))).isEmpty();
    assertThat(proxies.to(URI.create("http://one:81/"))).isPresent();
    assertThat(proxies.to(URI.create("http://unlab.example/"))).isPresent();
    Proxies broken = Proxies.of(Map.of("http_proxy", "socks5://x:1"));
    assertThatThrownBy(() -> broken.to(URI.create("http://far/")))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("proxy 'socks5://x:1': it is not of the form http://host:port");
  }

  @Test
  void no_message_tells_the_password_of_a_proxy() {
    for (String wrong :
        List.of(
            "http://me:secret@cache_1:3128",
            "https://me:secret@cache:3128",
            "me:sec%ret@cache:3128",
            "http://me:p@secret/#@cache:3128")) {
      Proxies proxies = Proxies.of(Map.of("http_proxy", wrong));

      assertThatThrownBy(() -> proxies.to(URI.create("http://far/")))
          .isInstanceOf(FetchFailed.class)
          .hasMessageContaining("...@cache")
          .hasMessageNotContainingAny("sec", "ret", "me:");
    }
  }

  @Test
  void a_proxy_for_all_that_speaks_another_protocol_is_not_for_the_web() {
    Proxies proxies = Proxies.of(Map.of("all_proxy", "socks5://jump:1080"));

    assertThat(proxies.to(URI.create("https://far/"))).isEmpty();
  }

  @Test
  void servers_that_are_reached_directly_are_named_by_networks_and_ports_too() {
    Unproxied direct = Unproxied.of("10.0.0.0/8,fd00::/16 [::1], one:80,192.168.1.7,*.x/9,::/129");

    assertThat(
            List.of(
                "http://10.200.3.4/",
                "https://[fd00::7]:8443/",
                "http://[::1]:5000/",
                "http://one/",
                "https://192.168.1.7/",
                "http://[0:0:0:0:0:0:0:1]/"))
        .allMatch(url -> direct.has(URI.create(url)));
    assertThat(
            List.of(
                "http://11.0.0.1/",
                "http://[fd01::7]/",
                "https://one/",
                "http://10.lab/",
                "http://192.168.1.70/"))
        .noneMatch(url -> direct.has(URI.create(url)));
    assertThat(Unproxied.of("*").has(URI.create("http://anywhere/"))).isTrue();
  }

  private Fetcher fetcher(Map<String, String> environment) {
    return new Fetcher(Web.of(environment), temp.resolve("fetched"), 1 << 20);
  }

  private Map<String, String> trusting() {
    return Map.of("SSL_CERT_FILE", temp.resolve("ca.pem").toString());
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private static void move(HttpExchange exchange, int status, @Nullable String place)
      throws IOException {
    if (place != null) {
      exchange.getResponseHeaders().add("Location", place);
    }
    answer(exchange, status, "<html>It is not here.</html>");
  }

  /// A server's identity, which vouches for itself: `ca.pem` has its certificate, between other
  /// lines.
  private SSLContext identity() throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String store = temp.resolve("keys").toString();
    String secret = new String(PASSWORD);
    String words = "-keystore " + store + " -storepass " + secret + " -alias server";
    call(keytool + " -genkeypair -keyalg EC -dname CN=127.0.0.1 -ext san=ip:127.0.0.1 " + words);
    call(keytool + " -exportcert -rfc -file " + temp.resolve("one.pem") + " " + words);
    Files.writeString(
        temp.resolve("ca.pem"),
        "# A broken one, then one of the lab\n-----BEGIN CERTIFICATE-----\nAAAA\n"
            + "-----END CERTIFICATE-----\n"
            + Files.readString(temp.resolve("one.pem")));
    KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
    try (InputStream in = Files.newInputStream(Path.of(store))) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private void call(String line) throws IOException, InterruptedException {
    int status = new ProcessBuilder(line.split(" ")).inheritIO().start().waitFor();
    assertThat(status).as(line).isZero();
  }
}
