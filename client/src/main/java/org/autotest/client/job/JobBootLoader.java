package org.autotest.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.autotest.client.api.BootLoader;
import org.autotest.client.api.JobError;
import org.autotest.client.machine.BootEntry;
import org.autotest.core.failure.AutotestException;

/// The boot loader as a Java control file sees it.
final class JobBootLoader implements BootLoader {
  private final JobParts parts;

  JobBootLoader(JobParts parts) {
    this.parts = parts;
  }

  /// Something to be done with the machine's boot loader.
  private interface Work {
    void with(org.autotest.client.machine.BootLoader loader) throws IOException;
  }

  @Override
  public String name() {
    String[] found = new String[1];
    doing(loader -> found[0] = loader.name());
    return found[0];
  }

  @Override
  public List<Entry> entries() {
    List<Entry> found = new ArrayList<>();
    doing(loader -> loader.entries().forEach(entry -> found.add(seen(entry))));
    return List.copyOf(found);
  }

  @Override
  public String defaultTitle() {
    String[] found = new String[1];
    doing(loader -> found[0] = loader.defaultTitle().orElse(""));
    return found[0];
  }

  @Override
  public void setDefault(String title) {
    doing(loader -> loader.setDefault(title));
  }

  @Override
  public void bootOnce(String title) {
    doing(loader -> loader.bootOnce(title));
  }

  @Override
  public void add(Entry entry) {
    doing(
        loader ->
            loader.add(
                new BootEntry(
                    entry.title(), entry.kernel(), entry.initrd(), entry.root(), entry.args())));
  }

  @Override
  public void remove(String title) {
    doing(loader -> loader.remove(title));
  }

  @Override
  public void addArgs(String title, String... args) {
    doing(loader -> loader.addArgs(title, List.of(args)));
  }

  @Override
  public void removeArgs(String title, String... args) {
    doing(loader -> loader.removeArgs(title, List.of(args)));
  }

  private static Entry seen(BootEntry entry) {
    return new Entry(entry.title(), entry.kernel(), entry.initrd(), entry.root(), entry.args());
  }

  private void doing(Work work) {
    JavaFailures.doing(
        parts,
        () -> {
          try {
            work.with(parts.reboots().bootLoader());
          } catch (AutotestException cannot) {
            throw new JobError(cannot.problem());
          }
        });
  }
}
