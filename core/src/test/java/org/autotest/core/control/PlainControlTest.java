package org.autotest.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainControlTest {
  @Test
  void constants_and_calls_are_plain() {
    String text =
        """
        # -*- coding: utf-8 -*-
        AUTHOR = "Lab <lab@example.com>"
        TIME = ('SHORT')
        DOC = '''
        Two tests.
        '''
        job.run_test('sleeptest', seconds=1, tag='first',
                     options=['-a', "b" 'c'], limits={'run_once': 1.5})
        job.run_test("pysleeptest")
        """;

    assertThat(PlainControl.of(text).orElseThrow().calls())
        .extracting(PlainCall::test, PlainCall::line)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sleeptest", 7),
            org.assertj.core.groups.Tuple.tuple("pysleeptest", 9));
    assertThat(PlainControl.of(text).orElseThrow().calls().getFirst().arguments())
        .containsEntry("seconds", 1L)
        .containsEntry("options", List.of("-a", "bc"))
        .containsEntry("limits", Map.of("run_once", 1.5))
        .hasSize(4);
  }

  @Test
  void an_empty_file_is_plain() {
    assertThat(PlainControl.of("")).contains(new PlainControl(List.of()));
    assertThat(PlainControl.of("# nothing\n")).contains(new PlainControl(List.of()));
  }

  @Test
  void whatever_only_python_can_tell_is_not() {
    for (String text :
        Arrays.asList(
            "import os\n",
            "job = 1\njob.run_test('a')\n",
            "job.run_test('a', seconds=1 + 1)\n",
            "job.run_test('a', seconds=b'1')\n",
            "job.run_test('a', f'{1}')\n",
            "job.run_test('a', tag=1, tag=2)\n",
            "job.run_test('a', tag=None)\n",
            " job.run_test('a')\n",
            "def step_init():\n    job.run_test('a')\n",
            "# coding: latin-1\nNAME = 'é'\n",
            "NAME = '\\x4'\n",
            "NAME = \"never closed\n",
            "x = " + "[".repeat(100) + "]".repeat(100) + "\n",
            "# " + "x".repeat(70_000) + "\n")) {
      assertThat(PlainControl.of(text)).as(text).isEmpty();
    }
  }
}
