package org.autotest.autoserv.control;

/// The execution was told to stop while a control file waited for something. Not an
/// [java.lang.Exception] that a control file would catch.
public final class Stopped extends Error {
  private static final long serialVersionUID = 1L;

  Stopped() {
    super("told to stop", null, false, false);
  }
}
