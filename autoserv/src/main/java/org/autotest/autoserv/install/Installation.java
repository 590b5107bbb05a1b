package org.autotest.autoserv.install;

import java.time.Instant;

/// The client on a machine, ready to run, and what else was seen there.
///
/// @param directory the install directory, absolute, without symbolic links
/// @param client the directory of the version that is to be used
/// @param tests the directory with tests; empty text when none were asked for
/// @param pushed whether anything had to be sent
/// @param kernel release, as `uname -r` gives it
/// @param bootId another one after each boot; empty text where there is none
/// @param now the machine's clock
/// @param messagesFile the readable system log; empty text for none
/// @param messagesBytes its length now
public record Installation(
    String directory,
    String client,
    String tests,
    boolean pushed,
    String kernel,
    String bootId,
    Instant now,
    String messagesFile,
    long messagesBytes) {}
