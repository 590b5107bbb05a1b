package org.autotest.autoserv.control;

import static org.autotest.autoserv.control.JavaLiterals.literal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.autotest.autoserv.api.KernelOrder;

/// Has a client build or unpack a kernel on a machine, install it, and tell the boot loader. Its
/// steps are entries `kernel.…` of the status log.
final class KernelInstaller {
  private final ServerHost host;
  private final Supplier<Path> here;

  /// @param here what names of files on this side are relative to
  KernelInstaller(ServerHost host, Supplier<Path> here) {
    this.host = host;
    this.here = here;
  }

  void install(KernelOrder order) {
    StringBuilder steps = new StringBuilder("void main() {\n");
    line(steps, "Kernel kernel = job.kernel(%s)", literal(sent(order.source())));
    if (order.isSource()) {
      if (!order.patches().isEmpty()) {
        line(
            steps, "kernel.patch(%s)", literals(order.patches().stream().map(this::sent).toList()));
      }
      line(steps, "kernel.config(%s)", literal(sent(order.config())));
      line(steps, "kernel.build()", "");
    }
    String title = literal(order.title());
    line(steps, "kernel.install(%s)", title);
    line(
        steps,
        "kernel.addToBootLoader(%s)",
        order.args().isEmpty() ? title : title + ", " + literals(order.args()));
    line(
        steps,
        order.isDefault() ? "job.bootLoader().setDefault(%s)" : "job.bootLoader().bootOnce(%s)",
        title);
    host.runControl(steps.append("}\n").toString());
  }

  private static void line(StringBuilder steps, String call, String words) {
    steps.append("  ").append(call.formatted(words)).append(";\n");
  }

  private static String literals(List<String> words) {
    return words.stream().map(JavaLiterals::literal).collect(Collectors.joining(", "));
  }

  /// Where the machine finds a file: one that is here is sent.
  private String sent(String name) {
    Path file = here.get().resolve(name);
    if (name.isEmpty() || name.contains("://") || !Files.exists(file)) {
      return name;
    }
    String there = host.temporaryDirectory();
    host.sendFile(file.toString(), there + "/");
    return there + "/" + file.getFileName();
  }
}
