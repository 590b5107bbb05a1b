package org.autotest.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.autotest.core.subresult.SubResult;
import org.autotest.core.subresult.SubResultBudget;
import org.autotest.core.subresult.SubResultFile;
import org.autotest.core.subresult.SubResultFormat;
import org.autotest.core.subresult.SubResults;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Readers of TAP, KTAP and JUnit XML.
class SubResultFuzzTest {
  private static final Path REAL = Path.of("src", "test", "resources", "fuzz");
  private static final List<Charset> CHARSETS =
      List.of(StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE);

  private final Texts tap;
  private final Texts xml;

  SubResultFuzzTest() throws IOException {
    tap =
        new Texts(
            Texts.files(REAL, name -> name.endsWith("tap")),
            Texts.pieces(
                """
                TAP version 13\n¦TAP version 14\n¦KTAP version 1\n¦1..3\n¦1..0 # SKIP no\n¦ok¦\
                not ok¦ 1¦ 2 ¦- name¦# SKIP ¦# todo ¦# XFAIL¦# TIMEOUT¦#¦# Subtest: x\n¦    ¦\n¦\
                \n¦  ---\n¦  ...\n¦  message: 'x'\n¦duration_ms: 5\n¦Bail out! ¦[    1.234567] ¦\
                <6>[ 1.2] ¦# time=12.5ms¦selftests: a: b¦\\#"""));
    xml =
        new Texts(
            Texts.files(REAL, name -> name.endsWith(".xml")),
            Texts.pieces(
                """
                <testsuites>¦</testsuites>¦<testsuite ¦<testsuite>¦</testsuite>¦<testcase ¦\
                <testcase/>¦</testcase>¦name="x"¦classname='a.b'¦time="1.5"¦failures="2"¦\
                <failure>¦</failure>¦<error message='x'/>¦<skipped/>¦type="pytest.xfail"¦/>¦\
                <![CDATA[¦]]>¦<!--¦-->¦<?xml version="1.0" encoding="UTF-8"?>¦<!DOCTYPE x>¦\
                &amp;¦&#x1f40d;¦&#0;¦&#xd800;¦&e;¦&¦<¦>¦"¦<rerunFailure/>"""));
  }

  @Test
  void any_text_is_read_as_sub_results() throws Exception {
    for (SubResultFormat format : SubResultFormat.values()) {
      Fuzz.run(Fuzz.FEW, seed -> read(format, seed));
    }
  }

  @Test
  @Tag("long")
  void any_of_very_many_texts_is_read_as_sub_results() throws Exception {
    for (SubResultFormat format : SubResultFormat.values()) {
      Fuzz.run(Fuzz.MANY, seed -> read(format, seed));
    }
  }

  /// Whatever was read fits the budget, has a verdict, and rows with names.
  private String read(SubResultFormat format, long seed) throws IOException {
    Random random = new Random(seed);
    String text = (format == SubResultFormat.JUNIT ? xml : tap).next(random);
    Charset charset =
        random.nextInt(20) == 0
            ? CHARSETS.get(random.nextInt(CHARSETS.size()))
            : StandardCharsets.UTF_8;
    SubResultBudget budget = new SubResultBudget();
    SubResults read =
        SubResultFile.read(
            "report", new ByteArrayInputStream(text.getBytes(charset)), format, budget);
    assertThat(read.results().isEmpty() && read.problems().isEmpty() && budget.dropped().isEmpty())
        .as("nothing was found, and nothing said of it")
        .isFalse();
    long results = read.results().stream().mapToLong(SubResultFuzzTest::count).sum();
    assertThat(results).isLessThanOrEqualTo(SubResultBudget.RESULTS_MAX);
    read.results().forEach(SubResultFuzzTest::look);
    read.verdict(budget.dropped()).ifPresent(verdict -> assertThat(verdict.reason()).isNotBlank());
    return text;
  }

  private static long count(SubResult result) {
    return 1 + result.children().stream().mapToLong(SubResultFuzzTest::count).sum();
  }

  private static void look(SubResult result) {
    assertThat(result.name()).isNotBlank().doesNotContain("\n", "\t", "\r", "\0");
    assertThat(result.name().length()).isLessThanOrEqualTo(SubResultBudget.NAME_CHARS_MAX);
    assertThat(result.reason().length()).isLessThanOrEqualTo(SubResultBudget.REASON_CHARS_MAX);
    result.duration().ifPresent(took -> assertThat(took.isNegative()).isFalse());
    result.children().forEach(SubResultFuzzTest::look);
  }
}
