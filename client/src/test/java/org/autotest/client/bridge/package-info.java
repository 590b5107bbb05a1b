@NullMarked
package org.autotest.client.bridge;

import org.jspecify.annotations.NullMarked;
