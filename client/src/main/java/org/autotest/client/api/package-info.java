/// What authors of control files and tests write against: the job, the outcomes a test can throw,
/// and the results of commands. Nothing here knows how the harness works.
@NullMarked
package org.autotest.client.api;

import org.jspecify.annotations.NullMarked;
