package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell script `bin/autoserv` of an installation, whose Java tells how it was called.
final class LauncherTest {
  @TempDir Path home;

  @BeforeEach
  void installs() throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib/runtime/bin"));
    Files.copy(Path.of("../distribution/src/main/bin/autoserv"), home.resolve("bin/autoserv"));
    Path java = home.resolve("lib/runtime/bin/java");
    Files.writeString(
        java,
        "#!/bin/sh\necho \"locale=$LC_ALL of $AUTOTEST_LC_ALL\"\nfor word; do echo \"$word\"; done\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private List<String> told(String locale, String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", home.resolve("bin/autoserv").toString());
    builder.command().addAll(List.of(words));
    builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    builder.environment().put("LC_ALL", locale);
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines().toList();
  }

  @Test
  void names_of_files_may_have_any_letters() throws Exception {
    assertThat(told("C")).contains("locale=C.UTF-8 of C");
    assertThat(told("xx_XX.UTF-8")).contains("locale=C.UTF-8 of xx_XX.UTF-8");
    assertThat(told("")).contains("locale=C.UTF-8 of ");
  }

  @Test
  void each_machine_has_room_for_what_it_says() throws Exception {
    assertThat(told("C", "-m", "one", "-c", "a,b,c")).contains("-Xmx64m", "a,b,c");
    assertThat(told("C", "-c", "-m", "one,two,three x", "file"))
        .contains("-Xmx76m", "one,two,three x");
    Path file = Files.writeString(home.resolve("machines"), "one\n".repeat(101));
    assertThat(told("C", "-M", file.toString())).contains("-Xmx464m");
    assertThat(told("C", "-M", home.resolve("none").toString())).contains("-Xmx64m");
    assertThat(told("C", "-m", "m,".repeat(5000))).contains("-Xmx2048m");
  }
}
