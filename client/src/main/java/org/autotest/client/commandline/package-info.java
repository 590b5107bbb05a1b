/// What people and programs write behind `autotest-local`.
@NullMarked
package org.autotest.client.commandline;

import org.jspecify.annotations.NullMarked;
