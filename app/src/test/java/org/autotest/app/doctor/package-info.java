@NullMarked
package org.autotest.app.doctor;

import org.jspecify.annotations.NullMarked;
