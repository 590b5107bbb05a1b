/// Tests of lines to machines, against a real sshd.
@NullMarked
package org.autotest.autoserv.host;

import org.jspecify.annotations.NullMarked;
