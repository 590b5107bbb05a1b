/// What operations do: one method each, used by REST and by the forms of pages alike, so that both
/// behave the same.
@NullMarked
package org.autotest.web.action;

import org.jspecify.annotations.NullMarked;
