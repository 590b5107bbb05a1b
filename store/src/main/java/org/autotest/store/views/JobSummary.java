package org.autotest.store.views;

import java.time.Instant;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;

/// One line of a list of jobs.
public record JobSummary(
    JobId id,
    String name,
    String owner,
    Priority priority,
    ControlType controlType,
    Instant createdAt,
    EntryCounts entries,
    TestCounts tests) {}
