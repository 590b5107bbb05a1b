package org.autotest.dispatcher.run;

import java.util.List;
import java.util.function.Predicate;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChangeReader;
import org.autotest.store.lab.LabPicture;
import org.autotest.store.lab.LabReader;

/// Where the picture of the lab comes from.
interface LabSource {
  /// What was changed since the last look.
  LabChangeReader.News news();

  /// Everything, as it is at one moment.
  LabPicture readAll();

  /// What concerns everybody.
  LabPicture.Common readCommon();

  /// The rows that changes speak of; what is gone or finished is absent.
  LabPicture read(List<LabChange> changes, Predicate<JobId> knowsJob, Predicate<HostId> knowsHost);

  /// The rows of a database, from now on.
  static LabSource of(Database database) {
    return new Rows(new LabReader(database), new LabChangeReader(database));
  }

  /// The rows of a database.
  record Rows(LabReader reader, LabChangeReader changes) implements LabSource {
    @Override
    public LabChangeReader.News news() {
      return changes.read();
    }

    @Override
    public LabPicture readAll() {
      return reader.readAll();
    }

    @Override
    public LabPicture.Common readCommon() {
      return reader.readCommon();
    }

    @Override
    public LabPicture read(
        List<LabChange> news, Predicate<JobId> knowsJob, Predicate<HostId> knowsHost) {
      return reader.read(news, knowsJob, knowsHost);
    }
  }
}
