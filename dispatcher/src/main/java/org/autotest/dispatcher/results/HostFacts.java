package org.autotest.dispatcher.results;

import org.autotest.core.host.Protection;
import org.autotest.store.lab.LaunchReader.HostLabels;

/// What autoserv shall know of a host: `host_keyvals/HOST` says it.
///
/// ```
/// labels=big,x86%2064
/// platform=x86%2064
/// protection=NO_PROTECTION
/// ```
public record HostFacts(HostLabels labels, Protection protection) {}
