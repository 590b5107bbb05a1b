package org.autotest.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.autotest.core.failure.BadRequest;
import org.junit.jupiter.api.Test;

class OperationsTest {
  @Test
  void names_and_requests_are_unique_and_everything_is_explained() {
    assertThat(Operations.ALL).isNotEmpty().doesNotContainNull();
    assertThat(Operations.ALL).extracting(Operation::name).doesNotHaveDuplicates();
    assertThat(Operations.ALL)
        .extracting(operation -> operation.method() + operation.path().replaceAll("\\{.*?}", "{}"))
        .doesNotHaveDuplicates();
    for (Operation operation : Operations.ALL) {
      assertThat(operation.summary()).as(operation.name()).isNotBlank().doesNotEndWith(".");
      assertThat(operation.arguments())
          .as(operation.name())
          .allSatisfy(argument -> assertThat(argument.doc()).isNotBlank());
    }
  }

  @Test
  void every_write_needs_a_known_user_except_the_login_itself() {
    assertThat(Operations.ALL)
        .filteredOn(operation -> operation.permission() == Permission.ANYBODY)
        .containsExactly(Operations.AUTH_LOGIN);
  }

  @Test
  void every_standard_is_a_value_of_its_own_type() {
    for (Operation operation : Operations.ALL) {
      for (Argument argument : operation.arguments()) {
        argument
            .standard()
            .ifPresent(
                standard ->
                    assertThat(ValueReader.read(argument.type(), standard))
                        .as(operation.name() + " " + argument.name())
                        .isInstanceOf(ValueReader.Good.class));
      }
    }
  }

  @Test
  void a_request_is_read_with_its_standards_filled_in() {
    Arguments arguments =
        Arguments.parse(
            Operations.JOB_CREATE,
            Map.of(
                "name",
                "nightly",
                "hosts",
                List.of("h1", "h2"),
                "run_verify",
                "no",
                "timeout",
                5,
                "reboot_after",
                "never",
                "keyvals",
                Map.of("build", "6.10")));

    assertThat(arguments.text("name")).isEqualTo("nightly");
    assertThat(arguments.texts("hosts")).containsExactly("h1", "h2");
    assertThat(arguments.flag("run_verify")).isFalse();
    assertThat(arguments.whole("timeout")).isEqualTo(5);
    assertThat(arguments.optionalWhole("max_runtime_hrs")).as("that of the lab").isEmpty();
    assertThat(arguments.optionalText("reboot_after")).contains("Never");
    assertThat(arguments.optionalText("reboot_before")).isEmpty();
    assertThat(arguments.map("keyvals")).containsEntry("build", "6.10");
    assertThat(arguments.text("priority")).isEqualTo("Medium");
  }

  @Test
  void a_form_may_write_maps_as_lines_and_a_list_of_one_as_a_text() {
    Arguments arguments =
        Arguments.parse(
            Operations.JOB_CREATE,
            Map.of("name", "n", "hosts", "h1", "keyvals", "a=1\r\nb=x=y\n\n", "timeout", ""));

    assertThat(arguments.texts("hosts")).containsExactly("h1");
    assertThat(arguments.map("keyvals")).isEqualTo(Map.of("a", "1", "b", "x=y"));
    assertThat(arguments.optionalWhole("timeout")).isEmpty();
  }

  @Test
  void every_fault_of_a_request_is_named_at_once() {
    assertThatThrownBy(
            () ->
                Arguments.parse(
                    Operations.JOB_CREATE,
                    Map.of(
                        "priority", "Huge",
                        "timeout", 0,
                        "keyvals", "novalue",
                        "hosts", List.of("a", List.of()),
                        "colour", "red")))
        .isInstanceOfSatisfying(
            BadRequest.class,
            refusal ->
                assertThat(refusal.problems())
                    .containsOnlyKeys("name", "priority", "timeout", "keyvals", "hosts", "colour")
                    .hasEntrySatisfying(
                        "priority", text -> assertThat(text).contains("Urgent", "'Huge'"))
                    .hasEntrySatisfying(
                        "timeout", text -> assertThat(text).isEqualTo("must be 1 to 8760, is 0")));
  }

  @Test
  void asking_for_what_is_not_declared_is_a_bug() {
    Arguments arguments = Arguments.parse(Operations.JOB_SHOW, Map.of("id", "17"));

    assertThat(arguments.whole("id")).isEqualTo(17);
    assertThatThrownBy(() -> arguments.text("id")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> arguments.has("name")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void no_request_whatever_ends_in_an_untyped_error() {
    List<Object> odd =
        List.of(
            "",
            "1e999999999",
            "-1",
            "9223372036854775808",
            "NaN",
            "\0",
            "x".repeat(2_000_000),
            true,
            1.5,
            List.of(),
            List.of(Map.of()),
            Map.of("", ""),
            Map.of("k", List.of(1)));
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      Operation operation = Operations.ALL.get(random.nextInt(Operations.ALL.size()));
      Map<String, Object> raw = new java.util.HashMap<>();
      for (Argument argument : operation.arguments()) {
        if (random.nextInt(3) > 0) {
          raw.put(argument.name(), odd.get(random.nextInt(odd.size())));
        }
      }
      try {
        Arguments.parse(operation, raw);
      } catch (BadRequest refused) {
        assertThat(refused.problems()).isNotEmpty();
      }
    }
  }

  @Test
  void an_access_level_opens_what_its_permission_says() {
    assertThat(Permission.USER.allows(0)).isTrue();
    assertThat(Permission.ADMIN.allows(0)).isFalse();
    assertThat(Permission.ADMIN.allows(1)).isTrue();
    assertThat(Permission.ROOT.allows(1)).isFalse();
    assertThat(Permission.ROOT.allows(100)).isTrue();
  }

  @Test
  void a_header_is_named_as_headers_are() {
    Optional<Argument> key = Operations.JOB_CREATE.argument("idempotency_key");

    assertThat(key.orElseThrow().headerName()).isEqualTo("Idempotency-Key");
  }
}
