package org.autotest.store.embedded;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.core.files.FileTree;

/// A freshly initialised data directory of one version of MariaDB, made once (1 to 2 s) and copied
/// for each new server (some 50 ms). It has the system tables and no account that can log in.
final class Template {
  private Template() {}

  /// The template for these settings, made when there is none.
  static Path obtain(EmbeddedSettings settings) throws IOException, InterruptedException {
    Path template = settings.templates().resolve(key(settings.installation()));
    if (!Files.isDirectory(template)) {
      Files.createDirectories(settings.templates());
      Path work = Files.createTempDirectory(settings.templates(), "new");
      try {
        Path data = Files.createDirectory(work.resolve("data"));
        initialise(settings, data, work.resolve("log"));
        Moves.unlessPresent(data, template);
      } finally {
        FileTree.delete(work);
      }
    }
    return template;
  }

  /// Tells apart what may not be shared: another program, or another size of its log.
  private static String key(MariaDbInstallation installation) throws IOException {
    String identity =
        "%s %d %s %d"
            .formatted(
                installation.server(),
                Files.size(installation.server()),
                Files.getLastModifiedTime(installation.server()),
                ServerCommand.REDO_LOG_MB);
    return "data-" + HexFormat.of().toHexDigits(identity.hashCode());
  }

  private static void initialise(EmbeddedSettings settings, Path data, Path logFile)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(ServerCommand.bootstrap(settings.installation(), data));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logFile.toFile())
            .start();
    try (BufferedWriter sql =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8))) {
      sql.write("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
      for (Path script : settings.installation().initialisingScripts()) {
        sql.write(Files.readString(script));
        sql.write('\n');
      }
      sql.write("DELETE FROM global_priv WHERE User = 'root';\n");
      sql.write("DELETE FROM proxies_priv;\n");
    } catch (IOException brokenPipe) {
      // The server ended early; its exit status and log tell why.
      process.destroy();
    }
    Duration patience = settings.patience();
    boolean hasEnded = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!hasEnded || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new MariaDbNotStarted(
          settings.directory(),
          hasEnded
              ? "initialising ended with status %d: %s"
                  .formatted(process.exitValue(), ServerLog.lastError(logFile, 0))
              : "initialising took longer than %d s".formatted(patience.toSeconds()));
    }
  }
}
