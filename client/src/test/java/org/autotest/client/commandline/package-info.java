@NullMarked
package org.autotest.client.commandline;

import org.jspecify.annotations.NullMarked;
