package org.autotest.autoserv.host;

/// What was seen of a machine when it was last connected to.
///
/// @param bootId another text after each boot; empty where there is none
/// @param nanos when that was, by [System#nanoTime]
public record Contact(String bootId, long nanos) {}
