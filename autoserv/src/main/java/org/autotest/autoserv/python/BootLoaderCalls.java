package org.autotest.autoserv.python;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.api.BootLoader;
import org.jspecify.annotations.Nullable;

/// The call `host.boot_loader`: what a client calls `boot.…` is its second argument.
final class BootLoaderCalls {
  private static final int FIRST = 2;

  private BootLoaderCalls() {}

  static @Nullable Object answer(BootLoader loader, Asked asked) {
    String first = asked.text(FIRST);
    switch (asked.text(1)) {
      case "name" -> {
        return loader.name();
      }
      case "entries" -> {
        return loader.entries().stream().map(BootLoaderCalls::json).toList();
      }
      case "default" -> {
        String title = loader.defaultTitle();
        return title.isEmpty() ? null : title;
      }
      case "add" ->
          loader.add(
              new BootLoader.Entry(
                  asked.text(FIRST + 1),
                  first,
                  asked.text(FIRST + 4),
                  asked.text(FIRST + 2),
                  words(asked.text(FIRST + 3))));
      case "remove" -> loader.remove(first);
      case "once" -> loader.bootOnce(first);
      case "set_default" -> loader.setDefault(first);
      case "add_args" -> loader.addArgs(first, array(asked));
      case "remove_args" -> loader.removeArgs(first, array(asked));
      default ->
          throw new IllegalArgumentException("there is no boot loader call " + asked.text(1));
    }
    return null;
  }

  private static String[] array(Asked asked) {
    return words(asked.text(FIRST + 1)).toArray(String[]::new);
  }

  private static Map<String, @Nullable Object> json(BootLoader.Entry entry) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("title", entry.title());
    json.put("kernel", entry.kernel());
    json.put("initrd", entry.initrd());
    json.put("root", entry.root());
    json.put("args", String.join(" ", entry.args()));
    return json;
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+", -1));
  }
}
