package org.autotest.web.action;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.hosts.AtomicGroupEdit;
import org.autotest.store.hosts.AtomicGroupStore;
import org.autotest.store.views.AtomicGroupViews;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations on atomic groups.
public final class AtomicGroups {
  private static final String NAME = "name";

  private final AtomicGroupStore store;
  private final AtomicGroupViews views;

  public AtomicGroups(Database database) {
    this.store = new AtomicGroupStore(database);
    this.views = new AtomicGroupViews(database);
  }

  /// `atomicgroup.list`.
  public Reply list(Call call) {
    return Paged.byName(
        call.arguments(), views::list, AtomicGroups::fields, AtomicGroupViews.Group::name);
  }

  /// `atomicgroup.create`.
  public Reply create(Call call) {
    create(call.caller().login(), call.arguments());
    return shown(call.arguments().text(NAME));
  }

  /// Makes a group.
  ///
  /// @param arguments of `atomicgroup.create`
  /// @throws BadRequest with what is wrong, by argument
  public void create(String login, Arguments arguments) {
    store.create(login, arguments.text(NAME), edit(arguments, List.of()));
  }

  /// `atomicgroup.modify`.
  public Reply modify(Call call) {
    modify(call.caller().login(), call.arguments());
    return shown(call.arguments().text(NAME));
  }

  /// Changes a group: all of it, or nothing.
  ///
  /// @param arguments of `atomicgroup.modify`
  /// @throws BadRequest with what is wrong, by argument
  public void modify(String login, Arguments arguments) {
    store.modify(login, arguments.text(NAME), edit(arguments, arguments.texts("remove_labels")));
  }

  /// `atomicgroup.delete`.
  public Reply delete(Call call) {
    delete(call.caller().login(), call.arguments().text(NAME));
    return new Reply.Nothing();
  }

  /// Deletes a group.
  public void delete(String login, String name) {
    store.delete(login, name);
  }

  private static AtomicGroupEdit edit(Arguments arguments, List<String> removed) {
    return new AtomicGroupEdit(
        arguments.optionalText("description"),
        arguments.optionalWhole("max_number_of_machines").map(Math::toIntExact),
        new LinkedHashSet<>(arguments.texts("add_labels")),
        new LinkedHashSet<>(removed));
  }

  private Reply shown(String name) {
    return Paged.only(
        name, views::list, AtomicGroups::fields, AtomicGroupViews.Group::name, "atomic group");
  }

  private static Map<String, Object> fields(AtomicGroupViews.Group group) {
    return new Fields()
        .put(NAME, group.name())
        .put("description", group.description())
        .put("max_number_of_machines", group.hostsMax())
        .put("labels", group.labels())
        .put("hosts", group.hosts())
        .map();
  }
}
