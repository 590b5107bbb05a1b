/// Gets the client and its tests onto a machine: by content, so that what is there is never sent
/// again.
@NullMarked
package org.autotest.autoserv.install;

import org.jspecify.annotations.NullMarked;
