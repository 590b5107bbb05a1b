@NullMarked
package org.autotest.client.job;

import org.jspecify.annotations.NullMarked;
