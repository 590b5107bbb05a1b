/// Java sources of authors: compiled once, kept by content.
@NullMarked
package org.autotest.client.source;

import org.jspecify.annotations.NullMarked;
