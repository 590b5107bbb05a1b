package org.autotest.app.demo;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/// Waits for the file by which a host of the demo asks to be rebooted.
final class RebootWatch implements AutoCloseable {
  /// The name of the file.
  static final String WANTED = "reboot-wanted";

  private final WatchService service;

  private RebootWatch(WatchService service) {
    this.service = service;
  }

  /// Begins to wait.
  ///
  /// @param directory where the file appears; exists
  /// @param reboot called after each appearance, in a thread of its own, one call at a time
  static RebootWatch start(Path directory, Runnable reboot) throws IOException {
    WatchService service = directory.getFileSystem().newWatchService();
    directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
    Path wanted = directory.resolve(WANTED);
    Thread.ofVirtual().name("demo-reboot").start(() -> watch(service, wanted, reboot));
    return new RebootWatch(service);
  }

  private static void watch(WatchService service, Path wanted, Runnable reboot) {
    try {
      while (true) {
        WatchKey key = service.take();
        key.pollEvents();
        if (Files.deleteIfExists(wanted)) {
          reboot.run();
        }
        key.reset();
      }
    } catch (ClosedWatchServiceException | InterruptedException over) {
      // The host is being switched off.
    } catch (IOException unreadable) {
      System.getLogger(RebootWatch.class.getName())
          .log(System.Logger.Level.ERROR, "watching for reboots in " + wanted, unreadable);
    }
  }

  /// Stops waiting; a reboot that has begun goes on.
  @Override
  public void close() throws IOException {
    service.close();
  }
}
