package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.ValueType.LINE;

/// The two arguments of every long list. Lists are walked by key, not by offset: rows that are
/// added meanwhile neither repeat nor hide others.
public final class Paging {
  /// Most items in one page of a list.
  public static final int LIMIT_MAX = 500;

  static final Argument LIMIT =
      query("limit", new ValueType.Whole(1, LIMIT_MAX), "most items to answer").otherwise("50");
  static final Argument AFTER =
      query("after", LINE, "`next` of the page before; the first page when absent");

  private Paging() {}
}
