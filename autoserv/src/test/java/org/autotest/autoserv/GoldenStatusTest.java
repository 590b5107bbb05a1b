package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.autotest.core.results.Keyvals;
import org.junit.jupiter.api.Test;

/// Status logs that the original wrote, against ours of the same case. Fields are compared as sets;
/// times, kernels and host names differ.
final class GoldenStatusTest extends RigTest {
  private static final Path GOLDEN = Path.of("../golden/_server");

  @Test
  void verify_and_repair_agree() throws Exception {
    rig.run(machine("-v"));
    assertThat(ours()).isEqualTo(golden("verify"));
    assertThat(Keyvals.read(rig.results().resolve("keyval")).keySet())
        .isEqualTo(Keyvals.read(GOLDEN.resolve("verify/results/keyval")).keySet());

    Files.move(rig.results(), temp.resolve("verified"));
    rig.run(machine("-R"));
    assertThat(ours()).isEqualTo(golden("repair"));
  }

  @Test
  void a_job_that_gives_up_agrees_but_for_the_reason_that_names_the_machine() throws Exception {
    rig.run(rig.job("begin; finish ABORT 'give up'; exit 1"));

    assertThat(withoutReasons(ours())).isEqualTo(withoutReasons(golden("client_job_error")));
  }

  @Test
  void a_killed_client_agrees_but_for_the_reason_that_the_original_did_not_give() throws Exception {
    rig.run(rig.job("begin; run_test g_good; kill -KILL $$"));

    List<Set<String>> lines = ours();
    lines.removeLast();
    assertThat(lines).isEqualTo(golden("client_killed"));
  }

  private List<String> machine(String option) {
    List<String> words = rig.common(option);
    words.addAll(List.of("-m", "loop"));
    return words;
  }

  private List<Set<String>> ours() throws IOException {
    return lines(rig.results().resolve("status.log"));
  }

  private static List<Set<String>> golden(String name) throws IOException {
    return lines(GOLDEN.resolve(name).resolve("results/status.log"));
  }

  private static List<Set<String>> lines(Path file) throws IOException {
    List<Set<String>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String bare = line.replaceFirst("\t+$", "");
      lines.add(
          Arrays.stream(bare.split("\t", -1))
              .map(
                  part ->
                      part.replaceFirst("^(timestamp|localtime|kernel)=.*", "$1=")
                          .replace("127.0.0.1", "loop"))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return lines;
  }

  private static List<Set<String>> withoutReasons(List<Set<String>> lines) {
    return lines.stream()
        .map(
            line ->
                line.stream()
                    .map(part -> part.replaceFirst("^job_abort_reason=.*", "job_abort_reason="))
                    .filter(part -> !part.contains("client job was aborted"))
                    .collect(Collectors.<String, Set<String>>toCollection(TreeSet::new)))
        .toList();
  }
}
