package org.autotest.web.rest;

import org.autotest.core.operation.Arguments;
import org.autotest.store.views.AccountViews.Account;

/// Carries out one operation. Refusals are thrown as [org.autotest.core.failure.AutotestException].
@FunctionalInterface
public interface Handler {
  /// Carries it out.
  Reply handle(Call call);

  /// A request that was checked against the declaration.
  ///
  /// @param secret what the caller proved themselves with; empty text for an operation without
  ///   login
  /// @param address of the caller
  record Call(Account caller, Arguments arguments, String secret, String address) {}
}
