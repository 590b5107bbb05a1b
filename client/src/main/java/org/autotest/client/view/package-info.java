/// What somebody at a terminal sees of a job while it runs.
@NullMarked
package org.autotest.client.view;

import org.jspecify.annotations.NullMarked;
