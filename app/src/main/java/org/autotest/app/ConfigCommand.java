package org.autotest.app;

import org.autotest.app.config.ConfigPage;
import picocli.CommandLine.Command;

/// Explains the configuration.
@Command(
    name = "config",
    description = {
      "Prints a configuration in which each key is explained and has its standard value.",
      "",
      "Begin with: autotest config > /etc/autotest/autotest.conf"
    })
final class ConfigCommand implements Runnable {
  @Override
  public void run() {
    System.out.print(ConfigPage.asConfiguration());
  }
}
