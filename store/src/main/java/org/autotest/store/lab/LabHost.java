package org.autotest.store.lab;

import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.host.Protection;
import org.autotest.core.schedule.Offer;

/// A host as the dispatcher sees it.
///
/// @param offer its labels and groups; also says whether it is deleted or a one-time host
public record LabHost(
    HostId id,
    Hostname hostname,
    HostStatus status,
    boolean locked,
    boolean dirty,
    Protection protection,
    Offer offer) {}
