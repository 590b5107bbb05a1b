package org.autotest.autoserv.host;

/// Which symbolic links arrive as what they point to.
public enum Links {
  /// None: each arrives as a link.
  KEPT,

  /// The one that is named, if it is one. Those in a directory arrive as links.
  NAMED_FOLLOWED,

  /// All. One that points to nothing is an error.
  FOLLOWED
}
