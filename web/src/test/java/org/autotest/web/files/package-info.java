@NullMarked
package org.autotest.web.files;

import org.jspecify.annotations.NullMarked;
