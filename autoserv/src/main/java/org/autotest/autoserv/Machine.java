package org.autotest.autoserv;

import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.results.MachineResults;

/// One machine of an execution: the line to it, and where what it does is written down.
record Machine(HostConnection host, MachineResults results) {}
