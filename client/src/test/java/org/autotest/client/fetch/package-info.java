/// Tests of downloads and packages, against a real server.
@NullMarked
package org.autotest.client.fetch;

import org.jspecify.annotations.NullMarked;
