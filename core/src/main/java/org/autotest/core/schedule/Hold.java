package org.autotest.core.schedule;

/// One reason why an entry waits.
///
/// @param observation what is so: `host1 is locked by alice: new memory`
/// @param remedy what would end it: `unlock the host`
public record Hold(Rule rule, String observation, String remedy) {}
