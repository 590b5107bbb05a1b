/// Tests of whole executions, against a real sshd and a client in the protocol only.
@NullMarked
package org.autotest.autoserv;

import org.jspecify.annotations.NullMarked;
