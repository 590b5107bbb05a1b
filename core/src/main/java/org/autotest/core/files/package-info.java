/// What is done to files in every part of the system.
@NullMarked
package org.autotest.core.files;

import org.jspecify.annotations.NullMarked;
