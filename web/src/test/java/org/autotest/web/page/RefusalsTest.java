package org.autotest.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autotest.core.failure.BadRequest;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  @Test
  void many_refusals_end_with_how_many_were_left_out() {
    Map<String, BadRequest> refused = new LinkedHashMap<>();
    assertThat(Refusals.told(refused)).isEmpty();
    refused.put("job 1", BadRequest.invalid("id", "alice may not abort it"));
    assertThat(Refusals.told(refused)).isEqualTo(" Not job 1: alice may not abort it.");

    for (int i = 2; i <= 40; i++) {
      refused.put("job " + i, BadRequest.invalid("id", "alice may not abort it"));
    }

    assertThat(Refusals.told(refused)).endsWith(" Nor 29 more.").hasSizeLessThan(450);
  }
}
