package org.autotest.store.views;

import org.autotest.core.job.Job;

/// One job: what was asked for, and how far it is.
public record JobDetail(JobSummary summary, Job job) {}
