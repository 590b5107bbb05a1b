package org.autotest.dispatcher.run;

import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.lab.LaunchReader;

/// Those who do the work that decisions ask for.
///
/// @param reader what must be known of a job beyond the picture in memory
record Desks(
    LaunchReader reader,
    ResultsFiles files,
    LaunchDesk launches,
    ExecutionWatch watch,
    ParseWorkers parsers,
    Waiting waiting) {

  /// What the planner keeps beside the picture of the lab.
  record Waiting(Starts starts, ParseDesk parseDesk) {}

  Starts starts() {
    return waiting.starts();
  }

  ParseDesk parseDesk() {
    return waiting.parseDesk();
  }
}
