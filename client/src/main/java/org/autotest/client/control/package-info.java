/// Control files, and how they are carried out: a Python one in a worker, a Java one in the harness
/// itself.
@NullMarked
package org.autotest.client.control;

import org.jspecify.annotations.NullMarked;
