package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Java runs in a locale that knows all letters; what it starts for others in that of the caller.
class CallersLocaleTest {
  private static final Path BIN = Path.of("../distribution/src/main/bin");

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"autotest-local", "autotest", "atest"})
  void scripts_start_java_with_utf8_whatever_the_caller_has(String name) throws Exception {
    Files.createDirectories(temp.resolve("bin"));
    Files.createDirectories(temp.resolve("lib/runtime/bin"));
    Path script =
        name.equals("autotest-local")
            ? Path.of("src/main/bundle/bin/autotest-local")
            : BIN.resolve(name);
    Files.copy(script, temp.resolve("bin").resolve(name));
    Path java = temp.resolve("lib/runtime/bin/java");
    Files.writeString(java, "#!/bin/sh\necho \"$LC_ALL of $AUTOTEST_LC_ALL\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    assertThat(told(name, "")).isEqualTo("C.UTF-8 of \n");
    assertThat(told(name, "C")).isEqualTo("C.UTF-8 of C\n");
    assertThat(told(name, "xx_XX.UTF-8")).isEqualTo("C.UTF-8 of xx_XX.UTF-8\n");
  }

  private String told(String name, String locale) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", temp.resolve("bin").resolve(name).toString());
    builder.environment().remove("LC_ALL");
    if (!locale.isEmpty()) {
      builder.environment().put("LC_ALL", locale);
    }
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void tests_of_each_kind_see_the_locale_of_the_caller() throws Exception {
    ClientSandbox sandbox = ClientSandbox.in(temp);
    sandbox.test(
        "p_sees/p_sees.py",
        """
        import os
        from autotest.client import test, utils
        class p_sees(test.test):
            version = 1
            def run_once(self):
                own = os.environ.get('LC_ALL'), 'AUTOTEST_LC_ALL' in os.environ
                utils.write_keyval(self.resultsdir, {'own': own})
                utils.write_keyval(self.resultsdir, {'run': utils.system_output('echo =$LC_ALL=')})
        """);
    sandbox.test(
        "j_sees/JSees.java",
        """
        class JSees extends ClientTest {
          void runOnce() throws IOException {
            Files.writeString(resultsDir().resolve("run"), run("echo =$LC_ALL=").stdout());
            Files.writeString(resultsDir().resolve("straße"), "");
          }
        }
        """);
    sandbox.test("e_sees/e_sees.sh", "echo =$LC_ALL= > \"$AUTOTEST_RESULTS_DIR/run\"\n");
    sandbox.control("for name in 'p_sees', 'j_sees', 'e_sees': job.run_test(name)\n");

    sandbox.shell("AUTOTEST_LC_ALL=POSIX LC_ALL=C.UTF-8 ./autotest-local control");

    assertThat(sandbox.read("p_sees/results/keyval")).contains("own=('POSIX', False)", "=POSIX=");
    assertThat(sandbox.read("j_sees/results/run").strip()).isEqualTo("=POSIX=");
    assertThat(sandbox.results().resolve("j_sees/results/straße")).exists();
    assertThat(sandbox.read("e_sees/results/run").strip()).isEqualTo("=POSIX=");

    sandbox.shell("AUTOTEST_LC_ALL= LC_ALL=C.UTF-8 ./autotest-local control");

    assertThat(sandbox.read("p_sees/results/keyval")).contains("own=(None, False)", "run===");
    assertThat(List.of(sandbox.read("j_sees/results/run"), sandbox.read("e_sees/results/run")))
        .allMatch(text -> text.strip().equals("=="));
  }
}
