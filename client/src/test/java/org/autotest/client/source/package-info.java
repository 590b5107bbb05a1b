/// Test sources and the classes made of them.
@NullMarked
package org.autotest.client.source;

import org.jspecify.annotations.NullMarked;
