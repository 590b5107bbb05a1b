package org.autotest.dispatcher.run;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The picture of the lab in memory may lack changes, or differs from the database: load everything
/// anew.
final class PictureStale extends AutotestException {
  private static final long serialVersionUID = 1L;

  PictureStale() {
    super(Blame.LAB, "following the lab: some changes were missed; loading everything");
  }
}
