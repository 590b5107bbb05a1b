package org.autotest.client.source;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.autotest.client.files.Unguessable;
import org.autotest.core.failure.Blame;

/// Compiles a source file with the sources beside it, and keeps the classes under the hash of
/// everything that went in, so that an unchanged test is compiled once per machine.
///
/// Imports that authors need not write are put before the first line, on that line, so that line
/// numbers in messages and traces are those of the file.
public final class SourceCompiler {
  private static final String IMPORTS =
      "import module java.base;"
          + "import org.autotest.client.api.*;"
          + "import org.autotest.client.test.ClientTest;"
          + "import org.autotest.core.statuslog.StatusCode;"
          + "import static org.autotest.client.api.Arg.arg;";

  private static final int MESSAGES_MAX = 10;

  private static final Pattern PACKAGE =
      Pattern.compile("(?:^|;)\\s*package\\s+[\\w.]+\\s*;", Pattern.MULTILINE);

  /// What the compiler says when a test is run with `"seconds", 1`.
  private static final Pattern UNNAMED =
      Pattern.compile("cannot be converted to (?:org\\.autotest\\.client\\.api\\.)?Arg\\b");

  /// Longest source that is compiled: longer ones may need more memory than the harness has.
  private static final long SOURCE_BYTES_MAX = 1 << 20;

  /// What came of a request, as long as the sources are these.
  private record Compiled(String sources, Path classes) {}

  private final Path cache;
  private final Api api;
  private final Map<String, Compiled> known = new ConcurrentHashMap<>();

  /// One for a cache.
  ///
  /// @param cache a directory of this user's alone; created when first needed
  public SourceCompiler(Path cache, Api api) {
    this.cache = cache;
    this.api = api;
  }

  /// Where classes lie that came along with sources.
  public static Path shippedWith(Path sources) {
    return sources.resolve(".classes");
  }

  /// The directory with the classes.
  ///
  /// @param file the source
  /// @param className the class it declares, or is when it is a compact source
  /// @param appended members put behind the last line; empty for none
  /// @throws SourceBroken when it does not compile
  public Path compile(Path file, String className, String appended) {
    try {
      if (Files.size(file) > SOURCE_BYTES_MAX) {
        throw new SourceBroken(
            Blame.TEST, "%s: longer than %d bytes".formatted(file, SOURCE_BYTES_MAX), null);
      }
      Path directory = directoryOf(file);
      String request = file + "\0" + className + "\0" + appended;
      String sources = sources(directory, file);
      Compiled before = known.get(request);
      if (before != null
          && before.sources().equals(sources)
          && Files.isDirectory(before.classes())) {
        return before.classes();
      }
      String text = Files.readString(file);
      Path classes = made(directory, hash(directory, file, text + appended));
      if (!Files.isDirectory(classes)) {
        Path fresh = Unguessable.directory(Files.createDirectories(cache), "new-");
        compileInto(fresh, file, className, IMPORTS + text + "\n" + appended);
        publish(fresh, classes);
      }
      known.put(request, new Compiled(sources, classes));
      return classes;
    } catch (IOException unreadable) {
      throw new SourceBroken(
          Blame.TEST, "compiling %s: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }

  /// Where the classes are, or shall be.
  private Path made(Path directory, String hash) {
    Path shipped = shippedWith(directory).resolve(hash);
    return Files.isDirectory(shipped) ? shipped : cache.resolve(hash);
  }

  private void compileInto(Path classes, Path file, String className, String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new SourceBroken(
          Blame.LAB, "compiling %s: this Java runtime has no compiler".formatted(file), null);
    }
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-classpath",
            api.classPath(),
            "-sourcepath",
            directoryOf(file).toString(),
            "-proc:none",
            "-parameters",
            "-g",
            "-nowarn",
            "-Xlint:none",
            "-encoding",
            "UTF-8");
    // What it says besides, such as a trace when it meets a limit of its own, is for nobody.
    boolean compiled =
        compiler
            .getTask(
                Writer.nullWriter(),
                null,
                diagnostics,
                options,
                null,
                List.of(new Text(className, text)))
            .call();
    if (!compiled) {
      String why = complaints(file, text, diagnostics.getDiagnostics());
      throw new SourceBroken(Blame.TEST, why, null);
    }
  }

  private static String complaints(
      Path file, String text, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    List<String> lines = new ArrayList<>();
    if (PACKAGE.matcher(text).find()) {
      lines.add(file + ": it is in no package: take away the line that names one");
    }
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR && lines.size() < MESSAGES_MAX) {
        JavaFileObject source = diagnostic.getSource();
        String where =
            source == null || source instanceof Text
                ? file.toString()
                : Path.of(source.toUri()).toString();
        lines.add("%s:%d: %s".formatted(where, diagnostic.getLineNumber(), message(diagnostic)));
      }
    }
    return lines.isEmpty()
        ? file + ": nested too deeply, or otherwise too much for the compiler"
        : String.join("\n", lines);
  }

  private static String message(Diagnostic<? extends JavaFileObject> diagnostic) {
    String message = diagnostic.getMessage(Locale.ROOT);
    return UNNAMED.matcher(message).find()
        ? "arguments of a test have names: arg(\"seconds\", 1)\n" + message
        : message;
  }

  private static void publish(Path fresh, Path classes) throws IOException {
    try {
      Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException taken) {
      // Somebody else compiled the same meanwhile; its classes are as good.
      if (!Files.isDirectory(classes)) {
        throw taken;
      }
      deleteFlat(fresh);
    }
  }

  private static void deleteFlat(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /// Over the text, its neighbours, the API it is compiled against and the compiler's version.
  private String hash(Path directory, Path file, String text) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      update(digest, IMPORTS);
      update(digest, System.getProperty("java.version"));
      update(digest, file.getFileName().toString());
      update(digest, text);
      update(digest, api.identity());
      TreeSet<Path> neighbours = new TreeSet<>();
      try (DirectoryStream<Path> sources =
          Files.newDirectoryStream(directory, SourceCompiler::isSource)) {
        sources.forEach(neighbours::add);
      }
      for (Path neighbour : neighbours) {
        update(digest, neighbour.getFileName().toString());
        update(digest, Files.readString(neighbour));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }

  /// The file and its neighbours as they are in their directory, without a look into them. A text:
  /// to compare records takes classes that are made at run time.
  private static String sources(Path directory, Path file) throws IOException {
    StringBuilder sources = new StringBuilder();
    note(file, sources);
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(directory, SourceCompiler::isSource)) {
      for (Path neighbour : all) {
        note(neighbour, sources);
      }
    }
    return sources.toString();
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java");
  }

  private static void note(Path source, StringBuilder sources) throws IOException {
    BasicFileAttributes now = Files.readAttributes(source, BasicFileAttributes.class);
    sources.append(source.getFileName()).append('/').append(now.size()).append('/');
    sources.append(now.lastModifiedTime().to(TimeUnit.NANOSECONDS)).append('/');
    sources.append(now.fileKey()).append('\0');
  }

  private static Path directoryOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /// A source held in memory.
  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String className, String text) {
      super(URI.create("memory:///" + className + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
