package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.client.bridge.Call;
import org.autotest.client.kernel.KernelBuild;
import org.autotest.client.machine.Programs;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// Serves the calls `kernel.…` and `package.…`.
final class KernelCalls {
  private final JobParts parts;
  private final Branch branch;
  private final Programs programs;

  /// @param programs what is done with kernels that are opened runs as one of these
  KernelCalls(JobParts parts, Branch branch, Programs programs) {
    this.parts = parts;
    this.branch = branch;
    this.programs = programs;
  }

  /// Serves one.
  @Nullable Object handle(Call call) throws RaisedException, IOException {
    if (call.name().startsWith("package.")) {
      return packages(call);
    }
    if (call.name().equals("kernel.open")) {
      int number = parts.kernels().open(branch, call.text(0, "base"), programs);
      return described(number, parts.kernels().get(number));
    }
    long number = Values.number(call.argument(0, "kernel"), -1);
    KernelBuild build = parts.kernels().get(number);
    if (call.name().equals("kernel.boot")) {
      boolean ident = Values.truth(call.argument(2, "ident"));
      parts.kernels().boot(branch, build, texts(call.argument(1, "args")), ident);
    } else if (call.name().equals("kernel.add_to_bootloader")) {
      parts.kernels().addTo(branch, build, call.text(1, "title"), texts(call.argument(2, "args")));
    } else if (!call.name().equals("kernel.describe")) {
      String step = call.name().substring("kernel.".length());
      Kernels.Work work = work(call, build, step);
      parts.kernels().step(branch, build, step, work);
    }
    return described(number, build);
  }

  private static Kernels.Work work(Call call, KernelBuild build, String step)
      throws RaisedException {
    return switch (step) {
      case "patch" -> {
        List<String> places = texts(call.argument(1, "patches"));
        yield () -> build.patch(places);
      }
      case "config" -> {
        String file = text(call, 1, "file");
        String target = text(call, 2, "target");
        List<String> over = texts(call.argument(3, "over"));
        yield () -> build.config(file, target, over);
      }
      case "build" -> {
        int jobs = (int) Values.number(call.argument(1, "jobs"), 0);
        String options = text(call, 2, "options");
        String extra = text(call, 3, "extraversion");
        String ending = extra.isEmpty() ? KernelBuild.USUAL_EXTRA_VERSION : extra;
        String logFile = text(call, 4, "logfile");
        yield () -> build.build(jobs, options, ending, logFile);
      }
      case "clean" -> build::clean;
      case "install" -> {
        String tag = call.text(1, "tag");
        yield () -> build.install(tag);
      }
      default ->
          throw new RaisedException(Raise.of("AttributeError", "no such call: " + call.name()));
    };
  }

  private @Nullable Object packages(Call call) throws RaisedException, IOException {
    switch (call.name()) {
      case "package.add_repository" -> parts.packages().addRepository(call.text(0, "url"));
      case "package.repositories" -> {
        return new ArrayList<@Nullable Object>(parts.packages().repositories());
      }
      case "package.fetch" -> {
        return parts.packages().fetch(call.text(0, "name"), call.text(1, "type")).toString();
      }
      case "package.install" -> {
        Path directory = Path.of(call.text(2, "directory"));
        return parts.packages().install(call.text(0, "name"), call.text(1, "type"), directory);
      }
      default ->
          throw new RaisedException(Raise.of("AttributeError", "no such call: " + call.name()));
    }
    return null;
  }

  private static Map<String, @Nullable Object> described(long number, KernelBuild build)
      throws IOException {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("number", number);
    json.put("subdir", build.subdir());
    json.put("source", build.source().toString());
    json.put("release", build.release());
    json.put("ident", build.ident());
    json.put("patches", new ArrayList<@Nullable Object>(build.patches()));
    return json;
  }

  private static String text(Call call, int place, String name) {
    Object value = call.argument(place, name);
    return value == null ? "" : PythonText.str(value);
  }

  private static List<String> texts(@Nullable Object list) {
    List<String> found = new ArrayList<>();
    for (Object one : Values.list(list)) {
      found.add(PythonText.str(one));
    }
    return found;
  }
}
