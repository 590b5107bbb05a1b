package org.autotest.client.harness;

/// Nobody watches: the results directory says it all.
public record StandaloneHarness() implements Harness {
  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public void status(String entry, String branch) {}
}
