package org.autotest.web.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.autotest.core.control.ControlArguments;
import org.autotest.core.control.ControlComposer;
import org.autotest.core.control.KernelSteps;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.ControlType;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.views.CatalogueViews;

/// Makes control files of tests that were chosen from the catalogue.
public final class ControlFiles {
  private static final String FIELD = "tests";

  private final CatalogueViews catalogue;
  private final Path testsDir;

  /// Reads files below a directory.
  ///
  /// @param testsDir with `client` and `server` below
  public ControlFiles(Database database, Path testsDir) {
    this.catalogue = new CatalogueViews(database);
    this.testsDir = testsDir;
  }

  /// A control file with what its tests ask of hosts.
  ///
  /// @param synchCount hosts in one run
  /// @param dependencies labels that hosts must carry
  public record Made(
      String text, ControlType type, int synchCount, Set<String> dependencies, boolean runVerify) {}

  /// Makes one of what was asked for.
  ///
  /// @param asked arguments of `job.preview` or `job.create`
  /// @throws BadRequest when tests are unknown or cannot go together, take no such arguments, or
  ///   cannot run on kernels
  public Made of(Arguments asked) {
    List<String> sources = asked.texts("kernels");
    if (sources.isEmpty() && bootsKernels(asked)) {
      throw BadRequest.invalid("kernels", "name the kernels that the others are for");
    }
    return of(
        asked.texts("tests"),
        asked.map("args"),
        sources.isEmpty()
            ? Optional.empty()
            : Optional.of(
                KernelSteps.of(
                    sources,
                    asked.texts("kernel_configs"),
                    asked.optionalText("kernel_cmdline").orElse(""))));
  }

  /// Whether anything is said about kernels.
  static boolean bootsKernels(Arguments asked) {
    return !asked.texts("kernels").isEmpty()
        || !asked.texts("kernel_configs").isEmpty()
        || asked.optionalText("kernel_cmdline").isPresent();
  }

  private Made of(List<String> names, Map<String, String> args, Optional<KernelSteps> kernels) {
    if (!args.isEmpty() && names.size() != 1) {
      throw BadRequest.invalid(
          "args", "are for one test, and %d are chosen".formatted(names.size()));
    }
    List<CatalogueViews.Test> tests = inOrder(names);
    Set<ControlType> types = new TreeSet<>();
    Set<String> dependencies = new LinkedHashSet<>();
    List<ControlComposer.Part> parts = new ArrayList<>();
    for (CatalogueViews.Test test : tests) {
      types.add(test.controlType());
      dependencies.addAll(test.dependencies());
      ControlComposer.Part part = new ControlComposer.Part(test.name(), test.path(), text(test));
      parts.add(
          new ControlComposer.Part(part.test(), part.source(), ControlArguments.with(part, args)));
    }
    if (types.size() > 1) {
      throw BadRequest.invalid(
          FIELD, "run partly on the hosts and partly on the server: make two jobs of them");
    }
    if (kernels.isPresent() && types.contains(ControlType.SERVER)) {
      throw BadRequest.invalid("kernels", "are booted by tests that run on the hosts");
    }
    return new Made(
        kernels
            .map(steps -> ControlComposer.compose(parts, steps))
            .orElseGet(() -> ControlComposer.compose(parts)),
        types.iterator().next(),
        tests.stream().mapToInt(CatalogueViews.Test::synchCount).max().orElse(1),
        dependencies,
        tests.stream().allMatch(CatalogueViews.Test::runVerify));
  }

  private List<CatalogueViews.Test> inOrder(List<String> names) {
    Map<String, CatalogueViews.Test> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    List<CatalogueViews.Test> found = catalogue.testsNamed(names);
    found.forEach(test -> test.directory().ifPresent(directory -> byName.put(directory, test)));
    found.forEach(test -> byName.put(test.name(), test));
    List<CatalogueViews.Test> tests = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      CatalogueViews.Test test = byName.get(name);
      if (test == null) {
        unknown.add(name);
      } else {
        tests.add(test);
      }
    }
    if (!unknown.isEmpty()) {
      throw BadRequest.invalid(
          FIELD,
          "the catalogue has no %s; the list of tests shows what it has"
              .formatted(String.join(", ", unknown)));
    }
    return tests;
  }

  private String text(CatalogueViews.Test test) {
    String side = test.controlType() == ControlType.SERVER ? "server" : "client";
    Path directory = testsDir.resolve(side).normalize();
    Path file = directory.resolve(test.path()).normalize();
    try {
      if (!file.startsWith(directory)) {
        throw new IOException("it lies outside of the tests directory");
      }
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new TestsUnreadable(test.name(), file.toString(), unreadable);
    }
  }
}
