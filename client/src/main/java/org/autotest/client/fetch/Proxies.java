package org.autotest.client.fetch;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;

/// Which proxy stands between this machine and a server.
///
/// @param byScheme by `http` and `https`: the proxy, as `http://user:password@host:3128`, or
///   something that is none: it is refused when it is to be used
/// @param without names of servers that are reached directly: `lab.example` is its machines too,
///   `*` every server
record Proxies(Map<String, String> byScheme, List<String> without) {
  Proxies {
    byScheme = Map.copyOf(byScheme);
    without = List.copyOf(without);
  }

  /// What the variables `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say, in small
  /// letters or capitals.
  static Proxies of(Map<String, String> environment) {
    Map<String, String> byScheme = new LinkedHashMap<>();
    for (String scheme : List.of("http", "https")) {
      variable(environment, scheme + "_proxy")
          .or(() -> variable(environment, "all_proxy"))
          .ifPresent(text -> byScheme.put(scheme, text));
    }
    String without = variable(environment, "no_proxy").orElse("");
    return new Proxies(
        byScheme,
        Arrays.stream(without.split("[,\\s]+", -1))
            .map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
            .filter(name -> !name.isEmpty())
            .toList());
  }

  /// The same but for the proxy, which is asked for everything.
  Proxies through(String proxy) {
    return new Proxies(Map.of("http", proxy, "https", proxy), without);
  }

  /// The proxy for a server; empty when it is reached directly.
  ///
  /// @throws FetchFailed when what is named is none
  Optional<URI> to(URI server) {
    String host = String.valueOf(server.getHost()).toLowerCase(Locale.ROOT);
    String withPort = host + ":" + server.getPort();
    boolean direct =
        without.stream()
            .anyMatch(
                name ->
                    name.equals("*")
                        || name.equals(host)
                        || name.equals(withPort)
                        || host.endsWith("." + name));
    return direct
        ? Optional.empty()
        : Optional.ofNullable(
                byScheme.get(String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT)))
            .map(Proxies::proxy);
  }

  /// The variables that tell the same to a program.
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    byScheme.forEach((scheme, proxy) -> variables.put(scheme + "_proxy", proxy));
    if (!without.isEmpty()) {
      variables.put("no_proxy", String.join(",", without));
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
    try {
      URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
      if ("http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null) {
        return proxy;
      }
    } catch (IllegalArgumentException noUri) {
      // Told below.
    }
    throw new FetchFailed(
        Blame.HOST, "proxy '%s': it is not of the form http://host:port".formatted(text));
  }
}
