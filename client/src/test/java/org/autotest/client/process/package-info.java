@NullMarked
package org.autotest.client.process;

import org.jspecify.annotations.NullMarked;
