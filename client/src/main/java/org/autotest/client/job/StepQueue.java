package org.autotest.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.control.Step;
import org.autotest.client.control.StepScope;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// The steps a job has still to do, kept in its state.
///
/// With them stands what is at work: the control file itself until it has said what its steps are,
/// then the step that was taken out. A job that is killed loses that, and tells so when it goes on.
///
/// A step is found in the control file, or in a step that returned the functions defined in it,
/// which then encloses it. One that another queues is within the same steps as that.
final class StepQueue {
  private static final String STEPS = "steps";
  private static final String AT_WORK = "_at_work";

  /// Stands for the control file itself: no step has an empty name.
  private static final String CONTROL = "";

  private final JobState state;
  private List<Step> ancestry = List.of();
  private int addedByCurrent;
  private int appendedByCurrent;

  StepQueue(JobState state) {
    this.state = state;
  }

  /// There are none yet; the control file is at work.
  void makeEmpty() throws IOException {
    write(List.of(), CONTROL);
  }

  /// Whether the control file has not yet said what its steps are.
  boolean isBeginning() {
    return atWork().equals(Optional.of(CONTROL));
  }

  /// The step that was taken out and has neither ended nor paused.
  Optional<String> stepAtWork() {
    return atWork().filter(name -> !name.equals(CONTROL));
  }

  private Optional<String> atWork() {
    return state.get(JobState.CLIENT, AT_WORK).map(String::valueOf);
  }

  /// What was at work is over, or pauses, or has been told of.
  synchronized void endWork() throws IOException {
    state.discard(JobState.CLIENT, AT_WORK);
  }

  /// Adds after those that the present step added, before older ones.
  synchronized void addNext(
      String name, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs)
      throws IOException {
    List<Step> steps = read();
    steps.add(Math.min(addedByCurrent++, steps.size()), new Step(name, args, kwargs, ancestry));
    write(steps);
  }

  synchronized void addLast(
      String name, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs)
      throws IOException {
    List<Step> steps = read();
    steps.add(new Step(name, args, kwargs, ancestry));
    appendedByCurrent++;
    write(steps);
  }

  synchronized void addFirst(
      String name, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs)
      throws IOException {
    List<Step> steps = read();
    steps.add(0, new Step(name, args, kwargs, ancestry));
    addedByCurrent++;
    write(steps);
  }

  /// The control file has said what its steps are, and is over.
  ///
  /// @param firstStep comes before those that it has queued
  synchronized void begin(String firstStep) throws IOException {
    List<Step> steps = read();
    steps.addFirst(new Step(firstStep, List.of(), Map.of(), ancestry));
    write(steps, null);
  }

  /// Takes the first step out; what is added from now on counts as added by it.
  synchronized Optional<Step> takeFirst() throws IOException {
    List<Step> steps = read();
    if (steps.isEmpty()) {
      endWork();
      return Optional.empty();
    }
    Step first = steps.removeFirst();
    write(steps, first.name());
    enter(first.ancestry());
    return Optional.of(first);
  }

  /// What is added from now on is added by the control file itself.
  synchronized void atTop() {
    enter(List.of());
  }

  /// The present step has returned: those that it queued of the functions defined in it are within
  /// it, and so is a first step among them, which now comes before all others.
  synchronized void open(Step current, StepScope scope, String firstStep) throws IOException {
    if (scope.functions().isEmpty()) {
      return;
    }
    List<Step> enclosing = current.ancestryOfChildren(scope.global());
    List<Step> steps = read();
    int older = steps.size() - appendedByCurrent;
    for (int i = 0; i < steps.size(); i++) {
      boolean added = i < addedByCurrent || i >= older;
      if (added && scope.defines(steps.get(i).name())) {
        steps.set(i, steps.get(i).within(enclosing));
      }
    }
    if (scope.defines(firstStep)) {
      steps.addFirst(new Step(firstStep, List.of(), Map.of(), enclosing));
    }
    write(steps);
  }

  private void enter(List<Step> enclosing) {
    ancestry = enclosing;
    addedByCurrent = 0;
    appendedByCurrent = 0;
  }

  private List<Step> read() {
    List<Step> steps = new ArrayList<>();
    for (Object step : Values.list(state.get(JobState.CLIENT, STEPS).orElse(null))) {
      steps.add(Step.ofJson(step));
    }
    return steps;
  }

  private void write(List<Step> steps) throws IOException {
    state.set(JobState.CLIENT, STEPS, json(steps));
  }

  private void write(List<Step> steps, @Nullable String atWork) throws IOException {
    Map<String, @Nullable Object> both = new LinkedHashMap<>();
    both.put(STEPS, json(steps));
    both.put(AT_WORK, atWork);
    state.setAll(JobState.CLIENT, both);
  }

  private static List<@Nullable Object> json(List<Step> steps) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Step step : steps) {
      list.add(step.json());
    }
    return list;
  }
}
