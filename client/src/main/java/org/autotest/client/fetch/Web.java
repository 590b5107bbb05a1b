package org.autotest.client.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/// How web servers are reached from this machine: through its proxy, and vouched for by those whom
/// it trusts. Safe for several threads.
public final class Web {
  /// What a server sends.
  ///
  /// @param bytes how many; -1 when it does not say
  record Answer(InputStream in, long bytes) {}

  private static final int CONNECT_MILLIS = 15_000;
  private static final int SILENCE_MILLIS = 60_000;
  private static final int REDIRECTS_MAX = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int USUAL_PROXY_PORT = 80;

  private final Proxies proxies;
  private final Authorities authorities;

  private Web(Proxies proxies, Authorities authorities) {
    this.proxies = proxies;
    this.authorities = authorities;
  }

  /// The web as an environment shows it: by the variables `http_proxy`, `https_proxy`, `all_proxy`,
  /// `no_proxy` and `SSL_CERT_FILE`.
  public static Web of(Map<String, String> environment) {
    return new Web(Proxies.of(environment), Authorities.of(environment, Path.of("/")));
  }

  /// The same through another proxy: `http://host:3128`, perhaps with `user:password@`.
  public Web through(String proxy) {
    return new Web(proxies.through(proxy), authorities);
  }

  /// What tells the proxy to a program.
  Map<String, String> variables() {
    return proxies.variables();
  }

  /// Asks for what a URL names, also where the server says that it has moved: a few times, and
  /// never from https to http.
  ///
  /// @throws IOException when it cannot be had
  /// @throws FetchFailed when there is to be a proxy that is none
  Answer get(URI url) throws IOException {
    URI at = url;
    for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      HttpURLConnection connection = open(at);
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        return new Answer(connection.getInputStream(), connection.getContentLengthLong());
      }
      String location = connection.getHeaderField("Location");
      connection.disconnect();
      if (!REDIRECTS.contains(status) || location == null) {
        String words = connection.getResponseMessage();
        throw new IOException(
            "the server answers %d%s".formatted(status, words == null ? "" : " " + words));
      }
      at = moved(at, location);
    }
    throw new IOException("it is said to have moved more than %d times".formatted(REDIRECTS_MAX));
  }

  private static URI moved(URI from, String location) throws IOException {
    URI to;
    try {
      to = from.resolve(location.strip());
    } catch (IllegalArgumentException broken) {
      throw new IOException("it is said to have moved to '%s'".formatted(location), broken);
    }
    boolean web =
        "http".equalsIgnoreCase(to.getScheme()) || "https".equalsIgnoreCase(to.getScheme());
    boolean less =
        "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
    if (!web || less) {
      throw new IOException("it is said to have moved to %s, which is not followed".formatted(to));
    }
    return to;
  }

  private HttpURLConnection open(URI url) throws IOException {
    Optional<URI> proxy = proxies.to(url);
    HttpURLConnection connection =
        (HttpURLConnection)
            url.toURL().openConnection(proxy.map(Web::inJdk).orElse(Proxy.NO_PROXY));
    proxy.map(URI::getUserInfo).ifPresent(secret -> connection.setAuthenticator(new Login(secret)));
    if (connection instanceof HttpsURLConnection secure) {
      authorities.sockets().ifPresent(secure::setSSLSocketFactory);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(SILENCE_MILLIS);
    return connection;
  }

  private static Proxy inJdk(URI proxy) {
    int port = proxy.getPort() < 0 ? USUAL_PROXY_PORT : proxy.getPort();
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port));
  }

  /// Tells name and password to the proxy, and to nobody else.
  private static final class Login extends Authenticator {
    private final String secret;

    Login(String secret) {
      this.secret = secret;
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      if (getRequestorType() != RequestorType.PROXY) {
        return null;
      }
      int colon = secret.indexOf(':');
      String user = colon < 0 ? secret : secret.substring(0, colon);
      String password = colon < 0 ? "" : secret.substring(colon + 1);
      return new PasswordAuthentication(user, password.toCharArray());
    }
  }
}
