/// Who asks, what they may do, and how a refusal is told: shared by everything that writes on
/// behalf of a person.
@NullMarked
package org.autotest.store.access;

import org.jspecify.annotations.NullMarked;
