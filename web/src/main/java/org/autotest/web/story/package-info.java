/// What there is to say about a job: gathered, and put into a sentence.
@NullMarked
package org.autotest.web.story;

import org.jspecify.annotations.NullMarked;
