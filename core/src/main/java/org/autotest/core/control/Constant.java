package org.autotest.core.control;

/// A constant at the top level of a control file.
///
/// @param name as written
/// @param value without blanks around it; numbers in decimal, truth values as `True`, `False`, and
///   `None`, in either language
/// @param line where it is assigned, from 1
record Constant(String name, String value, int line) {
  static final String TRUE = "True";
  static final String FALSE = "False";
}
