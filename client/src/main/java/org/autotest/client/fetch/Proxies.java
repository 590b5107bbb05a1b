package org.autotest.client.fetch;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;

/// Which proxy stands between this machine and a server.
///
/// @param byScheme by `http` and `https`: the proxy, as `http://user:password@host:3128`, or
///   something that is none: it is refused when it is to be used
/// @param direct servers that are reached without
record Proxies(Map<String, String> byScheme, Unproxied direct) {
  Proxies {
    byScheme = Map.copyOf(byScheme);
  }

  /// What the variables `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say, in small
  /// letters or capitals. An `all_proxy` that speaks no http, as one of socks, is for others.
  static Proxies of(Map<String, String> environment) {
    Map<String, String> byScheme = new LinkedHashMap<>();
    for (String scheme : List.of("http", "https")) {
      variable(environment, scheme + "_proxy")
          .or(() -> variable(environment, "all_proxy").filter(Proxies::isForTheWeb))
          .ifPresent(text -> byScheme.put(scheme, text));
    }
    return new Proxies(byScheme, Unproxied.of(variable(environment, "no_proxy").orElse("")));
  }

  /// The same but for the proxy, which is asked for everything.
  Proxies through(String proxy) {
    return new Proxies(Map.of("http", proxy, "https", proxy), direct);
  }

  /// The proxy for a server; empty when it is reached directly.
  ///
  /// @throws FetchFailed when what is named is none
  Optional<URI> to(URI server) {
    String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
    return direct.has(server)
        ? Optional.empty()
        : Optional.ofNullable(byScheme.get(scheme)).map(Proxies::proxy);
  }

  /// The variables that tell the same to a program.
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    byScheme.forEach((scheme, proxy) -> variables.put(scheme + "_proxy", proxy));
    if (!direct.names().isEmpty()) {
      variables.put("no_proxy", String.join(",", direct.names()));
    }
    return variables;
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(environment::get)
        .filter(text -> text != null && !text.isBlank())
        .map(String::strip)
        .findFirst();
  }

  private static URI proxy(String text) {
    return parsed(text)
        .orElseThrow(
            () ->
                new FetchFailed(
                    Blame.HOST,
                    "proxy '%s': it is not of the form http://host:port"
                        .formatted(withoutSecret(text))));
  }

  private static boolean isForTheWeb(String text) {
    return !text.contains("://") || text.toLowerCase(Locale.ROOT).startsWith("http");
  }

  private static Optional<URI> parsed(String text) {
    try {
      URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
      boolean whole =
          Set.of("", "/").contains(proxy.getRawPath())
              && proxy.getRawQuery() == null
              && proxy.getRawFragment() == null;
      return whole && "http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null
          ? Optional.of(proxy)
          : Optional.empty();
    } catch (IllegalArgumentException noUri) {
      return Optional.empty();
    }
  }

  /// Name and password are nobody's business who reads logs.
  private static String withoutSecret(String text) {
    int at = text.lastIndexOf('@');
    int scheme = text.indexOf("://");
    int from = scheme < 0 || scheme > at ? 0 : scheme + "://".length();
    return at < 0 ? text : text.substring(0, from) + "..." + text.substring(at);
  }
}
