/// Looks at the machine and the configuration, and says what is missing and what to do about it.
@NullMarked
package org.autotest.app.doctor;

import org.jspecify.annotations.NullMarked;
