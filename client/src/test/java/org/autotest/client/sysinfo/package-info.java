/// What is collected of the machine.
@NullMarked
package org.autotest.client.sysinfo;

import org.jspecify.annotations.NullMarked;
