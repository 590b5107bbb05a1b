package org.autotest.core.control;

import java.util.List;
import org.autotest.core.failure.BadRequest;

/// The part of a control file that boots kernels before its tests run on each of them: a step for
/// each boot, and one for the tests after it.
///
/// @param kernels at least one, in the order of their boots
/// @param commandLine further words for the command line of each; may be empty
public record KernelSteps(List<Kernel> kernels, String commandLine) {
  private static final int TEXT_CHARS_MAX = 1_000;

  /// One kernel.
  ///
  /// @param source a version, or the file or URL of sources, or of a package (`.deb`, `.rpm`)
  /// @param config file or URL of its configuration; empty: as the running kernel has it. Means
  ///   nothing for a package
  public record Kernel(String source, String config) {}

  public KernelSteps {
    kernels = List.copyOf(kernels);
    if (kernels.isEmpty()) {
      throw new IllegalArgumentException("no kernel to boot");
    }
  }

  /// Puts together what somebody asks for.
  ///
  /// @param configs none, or as many as sources; `none` stands for no file
  /// @throws BadRequest when there are too few or too many configurations, or a text has characters
  ///   that no name has
  public static KernelSteps of(List<String> sources, List<String> configs, String commandLine) {
    if (!configs.isEmpty() && configs.size() != sources.size()) {
      throw BadRequest.invalid(
          "kernel_configs",
          "are %d, for %d kernels; 'none' stands for one without"
              .formatted(configs.size(), sources.size()));
    }
    for (int i = 0; i < sources.size(); i++) {
      requirePlain("kernels", sources.get(i));
      if (!configs.isEmpty()) {
        requirePlain("kernel_configs", configs.get(i));
      }
    }
    requirePlain("kernel_cmdline", commandLine);
    List<Kernel> kernels =
        java.util.stream.IntStream.range(0, sources.size())
            .mapToObj(
                i -> new Kernel(sources.get(i), configs.isEmpty() ? "" : file(configs.get(i))))
            .toList();
    return new KernelSteps(kernels, commandLine);
  }

  private static String file(String config) {
    return config.equals("none") ? "" : config;
  }

  private static void requirePlain(String field, String text) {
    boolean isPlain = text.chars().allMatch(c -> c >= ' ' && c != '\\' && c != 0x7f);
    if (!isPlain || text.length() > TEXT_CHARS_MAX) {
      throw BadRequest.invalid(
          field,
          "has a backslash or a control character, or more than %d characters"
              .formatted(TEXT_CHARS_MAX));
    }
  }

  /// The methods in Java, instead of `main`.
  ///
  /// @param calls of the tests, each a line indented by two
  String java(String calls) {
    StringBuilder text = new StringBuilder("\nvoid stepInit() {\n");
    for (int i = 0; i < kernels.size(); i++) {
      Kernel kernel = kernels.get(i);
      text.append(
          "  job.nextStepAppend(\"boot\", %s, %s);\n"
              .formatted(
                  PythonCalls.javaText(kernel.source()), PythonCalls.javaText(kernel.config())));
      text.append("  job.nextStepAppend(\"tests\", \"%s\");\n".formatted(directory(i)));
    }
    return text.append("}\n")
        .append(
            """

            // A package is booted as it is, sources are built before.
            void boot(String source, String config) {
              Kernel kernel = job.kernel(source);
              if (!source.endsWith(".deb") && !source.endsWith(".rpm")) {
                kernel.config(config);
                kernel.build();
              }
              kernel.boot(%s);
            }

            """
                .formatted(commandLine.isBlank() ? "" : PythonCalls.javaText(commandLine.strip())))
        .append(kernels.size() == 1 ? "void tests(String directory) throws Exception {\n" : SEVERAL)
        .append(calls)
        .append("}\n")
        .toString();
  }

  /// Tests run once for each kernel, each time in a directory of their own.
  private static final String SEVERAL =
      """
      void tests(String directory) {
        job.inDirectory(directory, () -> {
          try {
            all();
          } catch (RuntimeException failure) {
            throw failure;
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        });
      }

      void all() throws Exception {
      """;

  private static String directory(int index) {
    return "kernel" + (index + 1);
  }
}
