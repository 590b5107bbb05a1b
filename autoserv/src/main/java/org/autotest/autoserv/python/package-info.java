/// Server-side control files in Python: they run in an interpreter of their own, which asks for
/// everything that is done with machines and results over a socket.
@NullMarked
package org.autotest.autoserv.python;

import org.jspecify.annotations.NullMarked;
