/// The web server: pages for people and REST for programs, both from one registry of operations.
///
/// Nothing here starts a process or decides about scheduling: a page asks, by writing to the
/// database, and the dispatcher does.
@NullMarked
package org.autotest.web;

import org.jspecify.annotations.NullMarked;
