/// Who is told about the course of a job while it runs.
@NullMarked
package org.autotest.client.harness;

import org.jspecify.annotations.NullMarked;
