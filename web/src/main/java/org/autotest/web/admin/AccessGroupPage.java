package org.autotest.web.admin;

import java.util.List;
import org.autotest.web.page.Filled;

/// One access group, with forms; already worded.
///
/// @param path its page
/// @param users the first of its members
/// @param hosts the first of its hosts
/// @param usersNote how many members there are, and whether these are all
/// @param hostsNote how many hosts there are, and whether these are all
/// @param mayChange whether the visitor is a member, or root; nobody changes the group of all users
public record AccessGroupPage(
    String name,
    String path,
    String description,
    List<String> users,
    List<String> hosts,
    String usersNote,
    String hostsNote,
    boolean mayChange,
    Filled form) {}
