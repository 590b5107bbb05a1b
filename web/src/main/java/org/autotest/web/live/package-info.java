/// News for pages that are being looked at, as server-sent events.
@NullMarked
package org.autotest.web.live;

import org.jspecify.annotations.NullMarked;
