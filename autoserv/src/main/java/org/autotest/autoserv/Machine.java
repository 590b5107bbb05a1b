package org.autotest.autoserv;

import java.util.function.Supplier;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.results.MachineResults;

/// One machine of an execution: the line to it, and where what it does is written down.
///
/// @param another makes a further line, for what reads beside; whoever has it closes it
record Machine(HostConnection host, MachineResults results, Supplier<HostConnection> another) {}
