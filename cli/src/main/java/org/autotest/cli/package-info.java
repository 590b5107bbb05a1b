/// `atest`: everything the pages can do, over REST.
@NullMarked
package org.autotest.cli;

import org.jspecify.annotations.NullMarked;
