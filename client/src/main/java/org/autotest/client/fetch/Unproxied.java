package org.autotest.client.fetch;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Servers that are reached without a proxy, as `no_proxy` lists them.
///
/// @param names `lab.example` is its machines too, `*` every server, `10.0.0.0/8` every address of
///   the network; each but `*` may have a port behind it: `lab.example:8080`, `[::1]:80`
record Unproxied(List<String> names) {
  Unproxied {
    names = List.copyOf(names);
  }

  /// Reads the variable: names with commas or blanks between.
  static Unproxied of(String variable) {
    return new Unproxied(
        Arrays.stream(variable.split("[,\\s]+", -1))
            .map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
            .filter(name -> !name.isEmpty())
            .toList());
  }

  /// Whether a server is among them.
  boolean has(URI server) {
    String host = bare(String.valueOf(server.getHost()).toLowerCase(Locale.ROOT));
    String port = ":" + port(server);
    return names.stream().anyMatch(name -> isMeant(name, host) || isMeant(name, host, port));
  }

  private static boolean isMeant(String name, String host, String port) {
    return name.endsWith(port) && isMeant(name.substring(0, name.length() - port.length()), host);
  }

  private static boolean isMeant(String name, String host) {
    return name.equals("*")
        || bare(name).equals(host)
        || host.endsWith("." + name)
        || isWithin(name, host);
  }

  /// Whether an address is in a network, or is the same in another notation.
  private static boolean isWithin(String network, String host) {
    int slash = network.indexOf('/');
    Optional<byte[]> base = address(slash < 0 ? network : network.substring(0, slash));
    Optional<byte[]> address = address(host);
    if (base.isEmpty() || address.isEmpty() || base.get().length != address.get().length) {
      return false;
    }
    int bits = base.get().length * Byte.SIZE;
    String length = slash < 0 ? Integer.toString(bits) : network.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
      return false;
    }
    BigInteger differing = new BigInteger(1, base.get()).xor(new BigInteger(1, address.get()));
    return differing.shiftRight(bits - Integer.parseInt(length)).signum() == 0;
  }

  /// Of an address in numbers; empty for a name, which is not looked up.
  private static Optional<byte[]> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(bare(text)).getAddress());
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /// An address of IPv6 without brackets.
  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(URI server) {
    if (server.getPort() >= 0) {
      return server.getPort();
    }
    return "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
  }
}
