@NullMarked
package org.autotest.app.log;

import org.jspecify.annotations.NullMarked;
