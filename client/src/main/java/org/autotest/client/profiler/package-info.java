/// Programs and code that watch the machine while a test runs. Each belongs to one test at a time,
/// and nothing of it is left when the test is over.
@NullMarked
package org.autotest.client.profiler;

import org.jspecify.annotations.NullMarked;
