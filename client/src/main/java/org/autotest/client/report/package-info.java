/// What is written when a job has ended, from its status log and its tests' directories:
/// `status.json`, `job_report.html`, and when asked for TAP files and JUnit XML. None of it changes
/// how the job ended.
@NullMarked
package org.autotest.client.report;

import org.jspecify.annotations.NullMarked;
