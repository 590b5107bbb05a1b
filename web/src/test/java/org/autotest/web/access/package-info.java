@NullMarked
package org.autotest.web.access;

import org.jspecify.annotations.NullMarked;
