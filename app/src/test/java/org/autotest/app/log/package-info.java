@NullMarked
package org.autotest.app.notice;

import org.jspecify.annotations.NullMarked;
