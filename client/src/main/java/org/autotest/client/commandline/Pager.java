package org.autotest.client.commandline;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.autotest.client.view.Terminal;

/// Shows a text on a terminal page by page, where there is `less`.
public final class Pager {
  private Pager() {}

  /// Shows it; prints it as it is when standard output is no terminal.
  public static void show(String text, Terminal terminal) throws IOException {
    if (!terminal.isOutput()) {
      System.out.print(text);
      return;
    }
    try {
      Process less =
          new ProcessBuilder(List.of("less", "-FRSX"))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream in = less.getOutputStream()) {
        in.write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException quit) {
        // Somebody has seen enough.
      }
      less.waitFor();
    } catch (IOException noPager) {
      System.out.print(text);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
