/// Work on whole directories.
@NullMarked
package org.autotest.app.files;

import org.jspecify.annotations.NullMarked;
