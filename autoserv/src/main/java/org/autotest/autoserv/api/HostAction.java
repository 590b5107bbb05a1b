package org.autotest.autoserv.api;

/// A repair action of the lab in Java: the class `SpinUp` in `repairs/SpinUp.java` of the lab's
/// directory is the action `lab.spin_up`. Everything else is as for [HostCheck].
public interface HostAction {
  /// Does one thing to a machine, and waits for its end. It did not work when something is thrown,
  /// or the time that the comment `limit` says is over.
  ///
  /// @param host on a connection of its own; what is started or made on it ends with the action
  /// @return what is to be told of it; may be empty, may have many lines
  String apply(Host host) throws Exception;
}
