package org.autotest.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.core.operation.Operations;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private static final Path PAGE = Path.of("../docs/reference/openapi.json");

  @Test
  void the_document_in_the_tree_is_the_one_that_the_server_offers() throws IOException {
    String document = Json.writeIndented(OpenApi.document(Operations.ALL));
    if (Boolean.getBoolean("approve")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, document);
    }

    assertThat(PAGE).as("approve with: ./autotest approve").exists();
    assertThat(Files.readString(PAGE)).as("approve with: ./autotest approve").isEqualTo(document);
  }

  @Test
  void every_operation_is_in_the_document() {
    String document = Json.write(OpenApi.document(Operations.ALL));

    assertThat(Operations.ALL)
        .allSatisfy(
            operation ->
                assertThat(document).contains("\"operationId\":\"" + operation.name() + "\""));
  }
}
