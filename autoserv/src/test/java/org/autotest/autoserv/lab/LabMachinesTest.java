package org.autotest.autoserv.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabMachinesTest {
  @TempDir private Path temp;

  private LabMachines read(String text) throws IOException {
    return LabMachines.read(Files.writeString(temp.resolve("machines"), text));
  }

  @Test
  void the_first_line_that_fits_a_machine_counts() throws Exception {
    LabMachines machines =
        read(
            """
            # names, and patterns

            host7   power   echo seven {action}
            host*   power   echo {host} {action} {host}
            *-bmc   console read-console {host}
            """);

    assertThat(machines.power("host7").orElseThrow().off()).isEqualTo("seven off\n");
    assertThat(machines.power("host70").orElseThrow().on()).isEqualTo("host70 on host70\n");
    assertThat(machines.power("other")).isEmpty();
    assertThat(machines.console("a-bmc")).contains(List.of("read-console", "a-bmc"));
    assertThat(machines.console("abmc")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host7 power|line 2 is not 'MACHINE power",
        "host7 light lamp {action}|line 2 is not",
        "host7 power lamp on|line 2 does not say where {action} goes",
        "host7 power lamp {hots} {action}|line 2: {hots} stands for nothing",
        "host7 guest virt-start host7|line 2 does not say where {action} goes",
      })
  void a_line_that_is_wrong_is_told(String line, String words) {
    assertThatThrownBy(() -> read("# comment\n" + line + "\n"))
        .isInstanceOf(LabProblem.class)
        .hasMessageContaining(words);
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThatThrownBy(() -> LabMachines.read(Path.of("/nosuch")))
        .hasMessage("reading /nosuch: there is no such file");
  }

  @Test
  void a_switch_that_does_not_work_is_told_with_its_words() throws Exception {
    Power power = read("* power sh -c no-such-{action}\n").power("h").orElseThrow();
    assertThatThrownBy(power::off)
        .isInstanceOf(LabProblem.class)
        .hasMessageContaining("switching the power of h off: exit status 127: ");

    Power none = read("* power no-such-program {action}\n").power("h").orElseThrow();
    assertThatThrownBy(none::on).isInstanceOf(LabProblem.class);
  }

  @Test
  void a_controller_that_speaks_redfish_is_told_to_reset_the_machine() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer controller =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controller.createContext(
        "/redfish/v1/Systems/1/Actions/ComputerSystem.Reset",
        exchange -> {
          String login = exchange.getRequestHeaders().getFirst("Authorization");
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(exchange.getRequestMethod() + " " + login + " " + body);
          byte[] answer = "{\"error\": \"already on\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.contains("On") ? 409 : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    controller.start();
    try {
      Path password = Files.writeString(temp.resolve("password"), "secret\n");
      Power power =
          read("h* power redfish http://127.0.0.1:%d/redfish/v1/Systems/1/ admin %s\n"
                  .formatted(controller.getAddress().getPort(), password))
              .power("h1")
              .orElseThrow();

      power.off();
      assertThatThrownBy(power::on)
          .isInstanceOf(LabProblem.class)
          .hasMessage(
              "telling the controller of h1 to reset (On): HTTP status 409: {\"error\": \"already"
                  + " on\"}");
    } finally {
      controller.stop(0);
    }
    String login =
        Base64.getEncoder().encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8));
    assertThat(asked)
        .containsExactly(
            "POST Basic %s {\"ResetType\":\"ForceOff\"}".formatted(login),
            "POST Basic %s {\"ResetType\":\"On\"}".formatted(login));
  }
}
