/// Fetching tests.
@NullMarked
package org.autotest.client.fetch;

import org.jspecify.annotations.NullMarked;
