package org.autotest.client.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;

/// What a client mounts, noted in a file beside that of its [Presence] before it is done: so the
/// next client can undo it when this one was killed. Names stand there as in `/proc/mounts`. What
/// was noted in another boot of the machine means nothing.
///
/// ```
/// boot 0b7a9c4e-5a0f-4a53-8f0d-9f7f3e2c1d10
/// below /var/lib/autotest/tmp/tests/t-4f1e
/// mount /dev/loop3 /srv/my\040image
/// unmount /dev/loop3 /srv/my\040image
/// loop /srv/image
/// unloop /srv/image
/// ```
public final class MountNotes {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final String PREFIX = "mounts.";

  private final Path file;
  private final LogSink log;
  private boolean isBegun;

  private MountNotes(Path file, LogSink log) {
    this.file = file;
    this.log = log;
  }

  /// Those of this client.
  ///
  /// @param directory of the notes; made when something is noted
  /// @param log told when nothing can be noted: nothing else depends on it
  public static MountNotes of(Path directory, LogSink log) {
    return new MountNotes(file(directory, Long.toString(ProcessHandle.current().pid())), log);
  }

  static Path file(Path directory, String pid) {
    return directory.resolve(PREFIX + pid);
  }

  /// Whatever will be mounted below a directory, and whatever loop device a file there becomes, is
  /// this client's.
  public void below(Path directory) {
    note("below " + Mounts.escaped(Loops.real(directory)));
  }

  /// A device is about to be mounted.
  public void mount(Path device, Path mountpoint) {
    note(
        "mount %s %s"
            .formatted(Mounts.escaped(Loops.real(device)), Mounts.escaped(Loops.real(mountpoint))));
  }

  /// It is not mounted any more.
  public void unmount(Path device, Path mountpoint) {
    note(
        "unmount %s %s"
            .formatted(Mounts.escaped(Loops.real(device)), Mounts.escaped(Loops.real(mountpoint))));
  }

  /// A file is about to become a loop device.
  public void loop(Path image) {
    note("loop " + Mounts.escaped(Loops.real(image)));
  }

  /// It is none any more.
  public void unloop(Path image) {
    note("unloop " + Mounts.escaped(Loops.real(image)));
  }

  private synchronized void note(String line) {
    try {
      if (!isBegun) {
        isBegun = true;
        Files.createDirectories(file.getParent());
        Files.writeString(file, "boot " + Files.readString(BOOT_ID).strip() + "\n");
      }
      Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    } catch (IOException full) {
      log.log(LogLevel.WARNING, "noting '%s' in %s: %s".formatted(line, file, full));
    }
  }

  /// Undoes what is left of what a client has noted that is gone, and forgets the notes.
  ///
  /// @return what was undone
  static List<String> undo(Path directory, String pid) throws IOException {
    Path file = file(directory, pid);
    if (!Files.exists(file)) {
      return List.of();
    }
    Noted noted = Noted.read(Files.readString(file));
    List<String> undone = new ArrayList<>();
    if (noted.boot.equals(Files.readString(BOOT_ID).strip())) {
      Set<String> loops = Loops.devices(noted.below, noted.loops);
      for (Mounts.Entry entry : Mounts.entries().reversed()) {
        boolean ours =
            noted.mounts.contains(entry.device() + " " + entry.at())
                || loops.contains(entry.device())
                || noted.below.stream().anyMatch(entry::isBelow);
        if (ours && Mounts.unmount(entry)) {
          undone.add("unmounted " + entry.at());
        }
      }
      for (String device : loops) {
        if (Loops.detach(device)) {
          undone.add("gave back " + device);
        }
      }
    }
    Files.deleteIfExists(file);
    return undone;
  }

  /// What stands in a file, less what was undone.
  private static final class Noted {
    private String boot = "";
    private final Set<String> below = new LinkedHashSet<>();
    private final Set<String> mounts = new LinkedHashSet<>();
    private final Set<String> loops = new LinkedHashSet<>();

    static Noted read(String text) {
      Noted noted = new Noted();
      // Of a client that was killed while it wrote, the last line is half.
      text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(noted::take);
      return noted;
    }

    private void take(String line) {
      String[] words = line.split(" ", 2);
      if (words.length < 2) {
        return;
      }
      switch (words[0]) {
        case "boot" -> boot = words[1];
        case "below" -> below.add(words[1]);
        case "mount" -> mounts.add(words[1]);
        case "unmount" -> mounts.remove(words[1]);
        case "loop" -> loops.add(words[1]);
        case "unloop" -> loops.remove(words[1]);
        default -> {
          // Of another version of the client.
        }
      }
    }
  }
}
