/// Tests of getting the client onto a machine, with a client in the protocol only.
@NullMarked
package org.autotest.autoserv.install;

import org.jspecify.annotations.NullMarked;
