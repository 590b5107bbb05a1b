package org.autotest.autoserv.api;

/// A check of the lab in Java: the class `RaidState` in `checks/RaidState.java` of the lab's
/// directory is the check `lab.raid_state`. The names of a control file need no import there, and
/// comments among its first lines say what they say of a program.
///
/// ```java
/// // repairs: lab.spin_up
/// class RaidState implements HostCheck {
///   public Finding look(Host host) {
///     return host.read("/proc/mdstat").contains("_")
///         ? Finding.wrong("a disk of the array is missing")
///         : new Finding.Fine("");
///   }
/// }
/// ```
public interface HostCheck {
  /// Looks, and changes nothing. It has the time that the comment `limit` says; then its thread is
  /// interrupted, and the machine is wrong. A command that fails, and a machine that does not
  /// answer, are findings too; whatever else is thrown is the lab's failure.
  ///
  /// @param host on a connection of its own; what is started or made on it ends with the look
  Finding look(Host host) throws Exception;
}
