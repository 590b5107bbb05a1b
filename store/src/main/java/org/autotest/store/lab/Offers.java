package org.autotest.store.lab;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.autotest.core.host.LabelId;
import org.autotest.core.schedule.LabelFacts;
import org.jdbi.v3.core.Handle;

/// What hosts offer, as the dispatcher sees it, for those who check requests.
public final class Offers {
  private Offers() {}

  /// Those of the hosts that are there.
  public static List<LabHost> hosts(Handle handle, Collection<Long> ids) {
    return LabReader.hosts(handle, ids);
  }

  /// Those of the labels that are there.
  public static Map<LabelId, LabelFacts> labels(Handle handle, Collection<LabelId> ids) {
    return CommonRows.labels(handle, ids);
  }
}
