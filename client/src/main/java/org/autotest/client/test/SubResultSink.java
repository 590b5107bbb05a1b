package org.autotest.client.test;

import org.autotest.core.subresult.SubResultBudget;
import org.autotest.core.subresult.SubResults;

/// Takes the sub-results of one run of a test. Any thread may call it.
public interface SubResultSink {
  /// What they may take, all together.
  SubResultBudget budget();

  /// Takes some more.
  void add(SubResults results);
}
