/// Getting files over http, https and file URLs, and packages of tests whose checksums are
/// verified.
@NullMarked
package org.autotest.client.fetch;

import org.jspecify.annotations.NullMarked;
