@NullMarked
package org.autotest.app.config;

import org.jspecify.annotations.NullMarked;
