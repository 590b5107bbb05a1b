package org.autotest.client.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// A step of a job: a function or method of the control file, called by name.
///
/// @param ancestry the steps within which it was defined, outermost first; each without ancestry of
///   its own. In a state file of an older client, those that queued each other, too
public record Step(
    String name,
    List<@Nullable Object> args,
    Map<String, @Nullable Object> kwargs,
    List<Step> ancestry) {
  public Step {
    args = Collections.unmodifiableList(new ArrayList<>(args));
    kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    ancestry = List.copyOf(ancestry);
  }

  /// The steps around a step that is defined within this one.
  ///
  /// @param global this one is defined within none
  public List<Step> ancestryOfChildren(boolean global) {
    List<Step> all = new ArrayList<>(global ? List.of() : ancestry);
    all.add(within(List.of()));
    return all;
  }

  /// The same step, defined within others.
  public Step within(List<Step> enclosing) {
    return new Step(name, args, kwargs, enclosing);
  }

  /// As it is kept in the state file.
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = withoutAncestry();
    json.put("ancestry", ancestryJson());
    return json;
  }

  /// The ancestry as it is kept and as the bridge carries it.
  public List<@Nullable Object> ancestryJson() {
    List<@Nullable Object> list = new ArrayList<>();
    for (Step ancestor : ancestry) {
      list.add(ancestor.withoutAncestry());
    }
    return list;
  }

  /// Reads what [#json] made.
  public static Step ofJson(@Nullable Object value) {
    Map<String, @Nullable Object> json = Values.map(value);
    List<Step> ancestry = new ArrayList<>();
    for (Object ancestor : Values.list(json.get("ancestry"))) {
      ancestry.add(ofJson(ancestor));
    }
    return new Step(
        Values.text(json.get("name"), ""),
        Values.list(json.get("args")),
        Values.map(json.get("kwargs")),
        ancestry);
  }

  private Map<String, @Nullable Object> withoutAncestry() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("args", args);
    json.put("kwargs", kwargs);
    return json;
  }
}
