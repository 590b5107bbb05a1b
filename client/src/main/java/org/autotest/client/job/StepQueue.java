package org.autotest.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.control.Step;
import org.autotest.client.control.StepScope;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// The steps a job has still to do, kept in its state.
///
/// A step is found in the control file, or in a step that returned the functions defined in it,
/// which then encloses it. One that another queues is within the same steps as that.
final class StepQueue {
  private static final String STEPS = "steps";

  private final JobState state;
  private List<Step> ancestry = List.of();
  private int addedByCurrent;
  private int appendedByCurrent;

  StepQueue(JobState state) {
    this.state = state;
  }

  /// Whether the state already has steps: the job goes on.
  boolean isInState() {
    return state.has(JobState.CLIENT, STEPS);
  }

  void makeEmpty() throws IOException {
    write(List.of());
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

  /// Takes the first step out; what is added from now on counts as added by it.
  synchronized Optional<Step> takeFirst() throws IOException {
    List<Step> steps = read();
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    Step first = steps.removeFirst();
    write(steps);
    begin(first.ancestry());
    return Optional.of(first);
  }

  /// What is added from now on is added by the control file itself.
  synchronized void atTop() {
    begin(List.of());
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

  private void begin(List<Step> enclosing) {
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
    List<@Nullable Object> list = new ArrayList<>();
    for (Step step : steps) {
      list.add(step.json());
    }
    state.set(JobState.CLIENT, STEPS, list);
  }
}
