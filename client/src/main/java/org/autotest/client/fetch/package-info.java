/// Getting files over http, https and file URLs, packages of tests whose checksums are verified,
/// and tests from elsewhere.
@NullMarked
package org.autotest.client.fetch;

import org.jspecify.annotations.NullMarked;
