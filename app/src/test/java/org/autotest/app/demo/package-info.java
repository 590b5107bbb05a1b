@NullMarked
package org.autotest.app.demo;

import org.jspecify.annotations.NullMarked;
