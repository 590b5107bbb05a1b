package org.autotest.web.action;

import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.hosts.LabelEdit;
import org.autotest.store.hosts.LabelStore;
import org.autotest.store.views.KnownNames;
import org.autotest.store.views.LabelViews;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations on labels.
public final class Labels {
  private static final String NAME = "name";

  private final LabelStore store;
  private final LabelViews views;
  private final KnownNames known;

  public Labels(Database database) {
    this.store = new LabelStore(database);
    this.views = new LabelViews(database);
    this.known = new KnownNames(database);
  }

  /// `label.list`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    known.require("host", KnownNames.Kind.HOST, arguments.optionalText("host").stream().toList());
    return Paged.byName(
        arguments,
        (name, after, limit) ->
            views.list(
                new LabelViews.Filter(
                    name,
                    arguments.optionalFlag("platform"),
                    arguments.optionalText("host"),
                    arguments.optionalText("atomic_group")),
                after,
                limit),
        Labels::fields,
        LabelViews.Label::name);
  }

  /// `label.create`.
  public Reply create(Call call) {
    create(call.caller().login(), call.arguments());
    return shown(call.arguments().text(NAME));
  }

  /// Makes a label.
  ///
  /// @param arguments of `label.create`
  /// @throws BadRequest with what is wrong, by argument
  public void create(String login, Arguments arguments) {
    store.create(
        login,
        arguments.text(NAME),
        new LabelEdit(
            Optional.empty(),
            arguments.optionalFlag("platform"),
            arguments.optionalFlag("only_if_needed")));
  }

  /// `label.modify`.
  public Reply modify(Call call) {
    modify(call.caller().login(), call.arguments());
    return shown(call.arguments().optionalText("new_name").orElse(call.arguments().text(NAME)));
  }

  /// Changes a label: all of it, or nothing.
  ///
  /// @param arguments of `label.modify`
  /// @throws BadRequest with what is wrong, by argument
  public void modify(String login, Arguments arguments) {
    store.modify(
        login,
        arguments.text(NAME),
        new LabelEdit(
            arguments.optionalText("new_name"),
            arguments.optionalFlag("platform"),
            arguments.optionalFlag("only_if_needed")));
  }

  /// `label.delete`.
  public Reply delete(Call call) {
    LabelStore.Deleted deleted = delete(call.caller().login(), call.arguments().text(NAME));
    return new Reply.Item(
        new Fields()
            .put(NAME, deleted.name())
            .put("hosts", deleted.hosts())
            .put("tests", deleted.tests())
            .map());
  }

  /// Deletes a label.
  public LabelStore.Deleted delete(String login, String name) {
    return store.delete(login, name);
  }

  /// `label.add`.
  public Reply add(Call call) {
    mark(call.caller().login(), call.arguments(), true);
    return shown(call.arguments().text(NAME));
  }

  /// `label.remove`.
  public Reply remove(Call call) {
    mark(call.caller().login(), call.arguments(), false);
    return shown(call.arguments().text(NAME));
  }

  /// Puts a label on hosts, or takes it off.
  ///
  /// @param arguments of `label.add` or of `label.remove`
  /// @throws BadRequest with what is wrong, by argument
  public void mark(String login, Arguments arguments, boolean isOn) {
    store.mark(login, arguments.text(NAME), arguments.texts("hosts"), isOn);
  }

  private Reply shown(String name) {
    return new Reply.Item(
        views
            .find(name)
            .map(Labels::fields)
            .orElseThrow(
                () ->
                    BadRequest.of(
                        BadRequest.Kind.NOT_FOUND, NAME, "no label '%s'".formatted(name.strip()))));
  }

  private static Map<String, Object> fields(LabelViews.Label label) {
    return new Fields()
        .put(NAME, label.name())
        .put("platform", label.platform())
        .put("only_if_needed", label.onlyIfNeeded())
        .put("atomic_group", label.atomicGroup())
        .put("hosts", label.hosts())
        .put("tests", label.tests())
        .map();
  }
}
