package org.autotest.web.page;

/// The places of the navigation; there are no more.
public enum Room {
  LAB("Lab", "/"),
  JOBS("Jobs", "/jobs"),
  HOSTS("Hosts", "/hosts"),
  RESULTS("Results", "/results"),
  ADMIN("Admin", "/admin");

  private final String word;
  private final String path;

  Room(String word, String path) {
    this.word = word;
    this.path = path;
  }

  public String word() {
    return word;
  }

  public String path() {
    return path;
  }
}
