@NullMarked
package org.autotest.web.page;

import org.jspecify.annotations.NullMarked;
