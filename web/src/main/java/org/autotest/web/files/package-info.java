/// Files of the results repository, read and never followed out of it.
@NullMarked
package org.autotest.web.files;

import org.jspecify.annotations.NullMarked;
