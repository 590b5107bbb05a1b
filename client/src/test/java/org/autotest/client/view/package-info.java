/// What a terminal shows.
@NullMarked
package org.autotest.client.view;

import org.jspecify.annotations.NullMarked;
