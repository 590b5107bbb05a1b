package org.autotest.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// Looks for the programs that a test names with [NeedsProgram].
final class ProgramCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findRepeatableAnnotations(context.getElement(), NeedsProgram.class)
        .stream()
        .flatMap(
            needed ->
                Arrays.stream(needed.value())
                    .filter(program -> !isInstalled(program))
                    .map(
                        program ->
                            "there is no %s: apt-get install %s".formatted(program, needed.from())))
        .findFirst()
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is missing"));
  }

  private static boolean isInstalled(String program) {
    Stream<String> searched =
        Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
            Stream.of("/usr/sbin", "/sbin"));
    return searched.anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
