package org.autotest.client.worker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.autotest.client.test.Checks;
import org.autotest.client.test.Phase;
import org.autotest.client.test.PhaseSignature;
import org.autotest.client.test.PythonText;
import org.autotest.client.test.TestBody;
import org.autotest.client.test.TestDescription;
import org.autotest.client.test.TestProcessLost;
import org.autotest.client.test.TestSpec;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// A test in a worker, driven over the bridge.
final class BridgedTestBody implements TestBody {
  private final Worker worker;
  private final TestSpec spec;
  private final Map<String, String> extras;
  private final Consumer<Worker> giveBack;
  private final Checks checks = new Checks();
  private boolean reusable;

  /// A body that is not loaded yet.
  ///
  /// @param extras further members of the specification, for one language
  /// @param giveBack takes the worker when it may be used again
  BridgedTestBody(
      Worker worker, TestSpec spec, Map<String, String> extras, Consumer<Worker> giveBack) {
    this.worker = worker;
    this.spec = spec;
    this.extras = Map.copyOf(extras);
    this.giveBack = giveBack;
  }

  @Override
  public TestDescription load() throws RaisedException {
    Map<String, @Nullable Object> description =
        Values.map(worker.call("loading", "test.load", List.of(specification())));
    reusable = Values.truth(description.get("reusable"));
    Map<Phase, PhaseSignature> phases = new EnumMap<>(Phase.class);
    for (Map.Entry<String, @Nullable Object> phase :
        Values.map(description.get("phases")).entrySet()) {
      Phase.ofWireName(phase.getKey())
          .ifPresent(known -> phases.put(known, signature(Values.map(phase.getValue()))));
    }
    return new TestDescription(
        Optional.ofNullable(description.get("version")).map(PythonText::str),
        Values.truth(description.get("preserve_srcdir")),
        Values.truth(description.get("network_destabilizing")),
        phases);
  }

  @Override
  public void call(Phase phase, Map<String, @Nullable Object> args, int iteration)
      throws RaisedException {
    Object made =
        worker.call(phase.wireName(), "phase.call", List.of(phase.wireName(), args, iteration));
    checks.add(Values.number(made, 0));
  }

  @Override
  public long checks() {
    return checks.count();
  }

  @Override
  public void kill() {
    worker.kill();
  }

  @Override
  public void close() {
    if (reusable && worker.isUsable() && unloaded()) {
      worker.endLeftovers();
      giveBack.accept(worker);
    } else {
      worker.close();
    }
  }

  private boolean unloaded() {
    try {
      return Values.truth(worker.call("unloading", "test.unload", List.of()));
    } catch (RaisedException | TestProcessLost misbehaved) {
      return false;
    }
  }

  private static PhaseSignature signature(Map<String, @Nullable Object> json) {
    List<String> parameters = new ArrayList<>();
    for (Object parameter : Values.list(json.get("parameters"))) {
      parameters.add(String.valueOf(parameter));
    }
    return new PhaseSignature(parameters, Values.truth(json.get("keywords")));
  }

  private Map<String, @Nullable Object> specification() {
    TestSpec.TestDirectories directories = spec.directories();
    Map<String, @Nullable Object> json = new LinkedHashMap<>(extras);
    json.put("name", spec.source().name());
    json.put("file", spec.source().file().toString());
    json.put("bindir", spec.source().directory().toString());
    json.put("srcdir", directories.src().toString());
    json.put("outputdir", directories.output().toString());
    json.put("resultsdir", directories.results().toString());
    json.put("profdir", directories.profiling().toString());
    json.put("debugdir", directories.debug().toString());
    json.put("tmpdir", directories.tmp().toString());
    json.put("tagged_testname", spec.taggedName());
    json.put("args", spec.args());
    json.put("process", spec.process());
    return json;
  }
}
