package org.autotest.web.lab;

import java.util.List;
import org.autotest.web.jobs.JobListPage;

/// What a search found, already worded.
///
/// @param text as it was typed
public record SearchPage(
    String text,
    List<JobListPage.Row> jobs,
    List<Hit> hosts,
    List<Hit> tests,
    List<Hit> users,
    boolean isEmpty) {

  /// A name that leads somewhere.
  public record Hit(String name, String href) {}
}
