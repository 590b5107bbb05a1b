/// The lab as a whole, and the search through it.
@NullMarked
package org.autotest.web.lab;

import org.jspecify.annotations.NullMarked;
