/// What all pages share: the frame around them, how statuses, times and sizes are worded, and the
/// template engine, whose types stay in here.
@NullMarked
package org.autotest.web.page;

import org.jspecify.annotations.NullMarked;
