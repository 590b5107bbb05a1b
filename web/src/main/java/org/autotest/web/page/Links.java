package org.autotest.web.page;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Addresses of pages.
public final class Links {
  private Links() {}

  public static String job(long id) {
    return "/jobs/" + id;
  }

  public static String host(String hostname) {
    return "/hosts/" + Visit.encoded(hostname);
  }

  /// Hosts that carry a label.
  public static String hostsWith(String label) {
    return Address.of("/hosts").with("label", label).toString();
  }

  /// Jobs of somebody.
  public static String jobsOf(String owner) {
    return Address.of("/jobs").with("owner", owner).toString();
  }

  /// Recurring runs of somebody.
  public static String recurringOf(String owner) {
    return Address.of("/jobs/recurring").with("owner", owner).toString();
  }

  public static String result(long id) {
    return "/results/" + id;
  }

  /// Results of one test on one host.
  public static String results(String test, String host) {
    return "/results?test=%s&host=%s".formatted(Visit.encoded(test), Visit.encoded(host));
  }

  /// A file or directory of the results, in a viewer.
  ///
  /// @param path below the results root
  public static String files(String path) {
    return "/files/" + eachEncoded(path);
  }

  /// A file of the results, as it is.
  public static String raw(String path) {
    return "/raw/" + eachEncoded(path);
  }

  private static String eachEncoded(String path) {
    return Arrays.stream(path.split("/", -1)).map(Visit::encoded).collect(Collectors.joining("/"));
  }
}
