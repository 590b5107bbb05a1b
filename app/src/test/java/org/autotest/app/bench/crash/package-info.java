@NullMarked
package org.autotest.app.bench;

import org.jspecify.annotations.NullMarked;
