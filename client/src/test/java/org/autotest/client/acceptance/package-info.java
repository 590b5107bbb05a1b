/// The scenarios by which the client is accepted, one method each; `docs/reference/acceptance.md`
/// is the list.
@NullMarked
package org.autotest.client.acceptance;

import org.jspecify.annotations.NullMarked;
