/// The results repository: its tree of directories and the small files in it.
@NullMarked
package org.autotest.core.results;

import org.jspecify.annotations.NullMarked;
