package org.autotest.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.schedule.Offer;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;
import org.junit.jupiter.api.Test;

class DeletedHostsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final HostId KEPT = new HostId(1);
  private static final HostId DELETED = new HostId(2);
  private static final HostId ONE_TIME = new HostId(3);
  private static final EntryId ENTRY = new EntryId(7);

  private final Lab lab = new Lab(Duration.ofHours(8));

  private void host(HostId id, boolean invalid) {
    lab.put(
        new LabHost(
            id,
            new Hostname("host" + id),
            HostStatus.READY,
            false,
            false,
            Protection.NO_PROTECTION,
            new Offer(Set.of(), Set.of(), invalid)));
  }

  @Test
  void a_deleted_host_is_forgotten_when_nothing_refers_to_it_any_more() {
    host(KEPT, false);
    host(DELETED, true);
    host(ONE_TIME, true);
    JobId job = new JobId(5);
    lab.put(new LabJob(job, "alice", NOW, JobOptions.DEFAULTS, Set.of(), Optional.empty()));
    lab.put(
        new LabEntry(
            ENTRY,
            job,
            Optional.of(ONE_TIME),
            Optional.empty(),
            Optional.empty(),
            EntryStatus.QUEUED,
            false,
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));

    lab.forgetDeletedHosts();
    assertThat(lab.hosts()).containsOnlyKeys(KEPT, ONE_TIME);
    assertThat(lab.free().contains(DELETED)).isFalse();

    lab.removeEntry(ENTRY);
    lab.forgetDeletedHosts();
    assertThat(lab.hosts()).containsOnlyKeys(KEPT);
  }
}
