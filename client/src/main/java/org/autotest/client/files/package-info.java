/// Files and directories that nobody else has or guesses.
@NullMarked
package org.autotest.client.files;

import org.jspecify.annotations.NullMarked;
