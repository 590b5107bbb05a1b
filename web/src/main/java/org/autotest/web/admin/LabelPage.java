package org.autotest.web.admin;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.Filled;

/// One label, with forms; already worded.
///
/// @param path its page
/// @param uses what carries and needs it, in a sentence
/// @param hosts names of those that carry it
/// @param moreHosts where all are listed, when these are not all
/// @param mayChange whether the visitor is an admin
public record LabelPage(
    String name,
    String path,
    boolean platform,
    boolean onlyIfNeeded,
    Optional<String> atomicGroup,
    String uses,
    List<String> hosts,
    Optional<String> moreHosts,
    boolean mayChange,
    Filled form) {}
