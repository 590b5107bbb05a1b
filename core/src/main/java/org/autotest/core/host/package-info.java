/// Hosts as the inventory knows them: status, protection, labels, groups.
@NullMarked
package org.autotest.core.host;

import org.jspecify.annotations.NullMarked;
