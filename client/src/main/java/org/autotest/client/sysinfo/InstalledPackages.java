package org.autotest.client.sysinfo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.autotest.client.machine.Machine;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;

/// The packages that are installed, with their versions. Reading the package manager's database
/// takes longer than a small job, so what was read is kept beside the jobs until the database
/// changes.
final class InstalledPackages {
  private static final String DPKG = "/var/lib/dpkg/status";
  private static final List<String> RPM =
      List.of(
          "/var/lib/rpm/rpmdb.sqlite",
          "/usr/lib/sysimage/rpm/rpmdb.sqlite",
          "/var/lib/rpm/Packages.db",
          "/usr/lib/sysimage/rpm/Packages.db",
          "/var/lib/rpm/Packages");
  private static final long RPM_SECONDS = 30;

  private final Machine machine;
  private final Path kept;

  /// A reader.
  ///
  /// @param kept the file that keeps what was read
  InstalledPackages(Machine machine, Path kept) {
    this.machine = machine;
    this.kept = kept;
  }

  /// Names and versions as a JSON object; empty when there is no database that is known here.
  Optional<String> json() {
    Optional<Path> database = database();
    if (database.isEmpty()) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes now = Files.readAttributes(database.get(), BasicFileAttributes.class);
      String key = database.get() + " " + now.size() + " " + now.lastModifiedTime().toMillis();
      Optional<String> known = known(key);
      return known.isPresent() ? known : Optional.of(keep(key, read(database.get())));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /// Names and versions; empty when nobody knows.
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    json()
        .ifPresent(
            text -> {
              try {
                Values.map(JsonReader.parse(text))
                    .forEach((name, version) -> all.put(name, String.valueOf(version)));
              } catch (MalformedInput spoilt) {
                // Somebody else wrote into our file; it is read anew when the database changes.
              }
            });
    return all;
  }

  private Optional<Path> database() {
    Path dpkg = machine.file(DPKG);
    if (Files.isReadable(dpkg)) {
      return Optional.of(dpkg);
    }
    return RPM.stream().map(machine::file).filter(Files::isReadable).findFirst();
  }

  private Optional<String> known(String key) {
    try {
      String text = Files.readString(kept);
      int end = text.indexOf('\n');
      return end > 0 && text.substring(0, end).equals(key)
          ? Optional.of(text.substring(end + 1).strip())
          : Optional.empty();
    } catch (IOException neverRead) {
      return Optional.empty();
    }
  }

  private String keep(String key, Map<String, String> packages) throws IOException {
    String json = JsonWriter.write(packages);
    Files.createDirectories(kept.toAbsolutePath().getParent());
    Path beside = Files.createTempFile(kept.toAbsolutePath().getParent(), "packages-", "");
    Files.writeString(beside, key + "\n" + json + "\n");
    Files.move(beside, kept, StandardCopyOption.REPLACE_EXISTING);
    return json;
  }

  private Map<String, String> read(Path database) throws IOException {
    return database.endsWith("status") ? readDpkg(database) : readRpm();
  }

  private static Map<String, String> readDpkg(Path database) throws IOException {
    Map<String, String> packages = new TreeMap<>();
    String name = "";
    boolean installed = false;
    try (BufferedReader lines = Files.newBufferedReader(database, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("Package: ")) {
          name = line.substring("Package: ".length());
          installed = false;
        } else if (line.startsWith("Status: ")) {
          installed = line.endsWith(" installed");
        } else if (installed && line.startsWith("Version: ")) {
          packages.put(name, line.substring("Version: ".length()));
        }
      }
    }
    return packages;
  }

  private Map<String, String> readRpm() throws IOException {
    Map<String, String> packages = new TreeMap<>();
    Process rpm =
        new ProcessBuilder("rpm", "-qa", "--queryformat", "%{NAME}\\t%{VERSION}-%{RELEASE}\\n")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (String line :
        new String(rpm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        packages.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    try {
      if (!rpm.waitFor(RPM_SECONDS, TimeUnit.SECONDS)) {
        rpm.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      rpm.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    return packages;
  }
}
