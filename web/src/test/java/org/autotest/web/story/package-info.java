@NullMarked
package org.autotest.web.story;

import org.jspecify.annotations.NullMarked;
