/// A job on the machine under test: its directories, its state, its status log, its steps and its
/// tests, and what control files and tests may ask of it.
@NullMarked
package org.autotest.client.job;

import org.jspecify.annotations.NullMarked;
