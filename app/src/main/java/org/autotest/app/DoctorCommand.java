package org.autotest.app;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.autotest.app.config.LabConfig;
import org.autotest.app.doctor.Doctor;
import org.autotest.app.doctor.Finding;
import org.autotest.app.doctor.Finding.Grade;
import org.autotest.core.failure.AutotestException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;

/// Looks at the machine. Exit status 1 when a lab would not work here.
@Command(
    name = "doctor",
    description = "Says what this machine and this configuration lack, and what to do about it.")
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private @Nullable AutotestMain top;

  @Option(names = "--json", description = "Prints one JSON object instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    List<Finding> findings = findings(Objects.requireNonNull(top));
    boolean bad = findings.stream().anyMatch(finding -> finding.grade() == Grade.BAD);
    if (json) {
      System.out.println(
          JsonMapper.shared().writeValueAsString(Map.of("well", !bad, "findings", findings)));
    } else {
      findings.forEach(DoctorCommand::print);
      System.out.println(bad ? "\nA lab will not work here yet." : "\nA lab will work here.");
    }
    return bad ? 1 : 0;
  }

  private static List<Finding> findings(AutotestMain top) {
    LabConfig config;
    try {
      config = top.config();
    } catch (AutotestException mistaken) {
      return List.of(
          new Finding(
              "configuration",
              Grade.BAD,
              mistaken.problem(),
              "mend that line; autotest config explains all keys"));
    }
    return new Doctor(config, top.around().home(), top.around().searchPath()).examine();
  }

  private static void print(Finding finding) {
    System.out.printf(
        "%s %-16s %s%n", finding.grade().sign(), finding.subject(), finding.observation());
    if (!finding.advice().isEmpty()) {
      System.out.printf("  %-16s → %s%n", "", finding.advice());
    }
  }
}
