/// Hosts: the list, one host, a new host.
@NullMarked
package org.autotest.web.hosts;

import org.jspecify.annotations.NullMarked;
