/// A whole lab on one machine, to look at and to test with: four hosts that are SSH servers on
/// loopback ports, seed data, a first job, and a live account of what happens.
@NullMarked
package org.autotest.app.demo;

import org.jspecify.annotations.NullMarked;
