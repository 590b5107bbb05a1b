/// Jobs of all kinds through the real program, in processes of their own.
@NullMarked
package org.autotest.client.local;

import org.jspecify.annotations.NullMarked;
