/// Tells people, and programs of theirs, that jobs are over.
@NullMarked
package org.autotest.app.notice;

import org.jspecify.annotations.NullMarked;
