/// What people decide about the machines that run autoserv, and about sets of them.
@NullMarked
package org.autotest.store.drones;

import org.jspecify.annotations.NullMarked;
