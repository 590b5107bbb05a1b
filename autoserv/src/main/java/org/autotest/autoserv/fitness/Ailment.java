package org.autotest.autoserv.fitness;

/// What can be wrong with a machine, in the order in which it is looked for.
public enum Ailment {
  /// It does not answer, for now.
  UNREACHABLE,
  /// It does not let us in.
  LOGIN_REFUSED,
  /// Its name, its host key, or our ssh configuration: nothing that the machine could mend.
  NOT_ITSELF,
  SHUTTING_DOWN,
  TMP_UNWRITABLE,
  /// Less free than the lab wants.
  DISK_FULL,
  /// A client of an earlier job is still at work.
  LEFTOVERS,
  /// The installed client lacks parts.
  CLIENT_DAMAGED
}
