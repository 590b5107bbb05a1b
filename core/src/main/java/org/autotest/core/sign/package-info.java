/// How statuses look to people: one sign and one word each, the same on pages and on the command
/// line.
@NullMarked
package org.autotest.core.sign;

import org.jspecify.annotations.NullMarked;
