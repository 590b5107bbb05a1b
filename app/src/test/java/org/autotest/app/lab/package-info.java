@NullMarked
package org.autotest.app.lab;

import org.jspecify.annotations.NullMarked;
