@NullMarked
package org.autotest.client.test;

import org.jspecify.annotations.NullMarked;
