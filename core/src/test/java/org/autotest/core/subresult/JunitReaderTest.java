package org.autotest.core.subresult;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JUnit XML as several programs write it, and what only looks like it.
class JunitReaderTest {
  private static SubResults read(String text) throws IOException {
    return read(text, StandardCharsets.UTF_8);
  }

  private static SubResults read(String text, Charset encoding) throws IOException {
    return SubResultFile.read(
        "r.xml",
        new ByteArrayInputStream(text.getBytes(encoding)),
        SubResultFormat.JUNIT,
        new SubResultBudget());
  }

  private static List<String> rows(SubResults results) {
    return results.rows(100).stream()
        .map(row -> row.status() + " " + row.name() + ": " + row.reason().replace("\n", " / "))
        .toList();
  }

  @Test
  void a_suite_counts_what_failed_in_the_suites_within_it() throws IOException {
    SubResults results =
        read(
            """
            <testsuites><testsuite name="outer" failures="1"><testsuite name="inner" failures="1">\
            <testcase name="a"><failure/></testcase></testsuite></testsuite></testsuites>
            """);

    assertThat(results.problems()).isEmpty();
  }

  @Test
  void the_report_of_pytest() throws IOException {
    SubResults results =
        read(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <testsuites><testsuite name="pytest" errors="1" failures="1" skipped="2" tests="5" \
            time="0.05"><properties><property name="a" value="b"/></properties>\
            <testcase classname="tests.test_a" name="test_one[x&gt;1]" time="0.001" />\
            <testcase classname="tests.test_a" name="test_two" time="0.002">\
            <failure message="assert 1 == 2">def test_two():
            &gt;   assert 1 == 2
            </failure></testcase>
            <testcase classname="tests.test_b" name="test_three">\
            <skipped type="pytest.skip" message="no device">t.py:3: no device</skipped></testcase>
            <testcase classname="tests.test_b" name="test_four">\
            <skipped type="pytest.xfail" message="known"></skipped></testcase>
            <testcase classname="tests.test_a" name="test_five"><error message="setup failed">\
            <![CDATA[boom ]] > ]]></error><system-out>noise</system-out></testcase>
            </testsuite></testsuites>
            """);

    assertThat(rows(results))
        .containsExactly(
            "GOOD tests.test_a.test_one[x>1]: ",
            "FAIL tests.test_a.test_two: assert 1 == 2 / def test_two(): / >   assert 1 == 2",
            "ERROR tests.test_a.test_five: setup failed / boom ]] >",
            "TEST_NA tests.test_b.test_three: no device / t.py:3: no device",
            "BUG tests.test_b.test_four: known");
    assertThat(results.problems()).isEmpty();
    assertThat(results.results())
        .extracting(SubResult::name, SubResult::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("tests.test_a", StatusCode.FAIL),
            org.assertj.core.groups.Tuple.tuple("tests.test_b", StatusCode.GOOD));
    assertThat(results.results().getFirst().children().getFirst().duration())
        .isEqualTo(Optional.of(Duration.ofMillis(1)));
  }

  @Test
  void the_report_of_googletest() throws IOException {
    assertThat(
            rows(
                read(
                    """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <testsuites tests="3" failures="1" disabled="1" errors="0" time="0." name="AllTests">
                      <testsuite name="Queue" tests="3" failures="1" disabled="1" errors="0">
                        <testcase name="IsEmpty" status="run" result="completed" time="0." classname="Queue" />
                        <testcase name="Pops" status="run" result="completed" time="0." classname="Queue">
                          <failure message="q.cc:31&#x0A;Expected: 1" type=""><![CDATA[q.cc:31
                    Expected: 1]]></failure>
                        </testcase>
                        <testcase name="DISABLED_Old" status="notrun" result="suppressed" classname="Queue" />
                      </testsuite>
                    </testsuites>
                    """)))
        .containsExactly(
            "GOOD Queue.IsEmpty: ",
            "FAIL Queue.Pops: q.cc:31 / Expected: 1",
            "TEST_NA Queue.DISABLED_Old: not run");
  }

  @Test
  void a_case_that_passed_when_run_again_is_suspicious() throws IOException {
    SubResults results =
        read(
            "<testsuite name='S'><testcase name='a'><flakyFailure message='once'/></testcase>"
                + "<testcase name='b'><rerunFailure/><failure message='twice'/></testcase>"
                + "</testsuite>");

    assertThat(rows(results)).containsExactly("WARN S.a: once", "FAIL S.b: twice");
  }

  @Test
  void a_suite_that_counts_more_failures_than_it_shows_did_not_pass() throws IOException {
    assertThat(read("<testsuite name='S' errors='2'><testcase name='a'/></testsuite>").problems())
        .containsExactly("suite S counts 2 failures, and shows 0");
  }

  @Test
  void a_broken_document_gives_what_stood_before_the_fault() throws IOException {
    SubResults cut = read("<testsuite name='S'>\n<testcase name='a'/>\n<testcase name='b'");

    assertThat(rows(cut)).containsExactly("GOOD S.a: ");
    assertThat(cut.problems()).containsExactly("r.xml:3: it ends inside of <testsuite>");
    assertThat(read("").problems()).containsExactly("r.xml:1: it holds no element");
    assertThat(read("ok 1\n").problems())
        .containsExactly("r.xml:2: there is text outside of any element");
    assertThat(read("<html></html>").problems())
        .containsExactly("r.xml: it begins with <html>, not with <testsuites>");
    assertThat(read("<testsuite></testcase>").problems())
        .containsExactly("r.xml:1: </testcase> ends nothing");
    assertThat(read("<a>".repeat(200).replaceFirst("a", "testsuite")).problems())
        .containsExactly("r.xml:1: elements are nested deeper than 100");
  }

  @Test
  void a_report_without_a_test_says_so() throws IOException {
    for (String empty :
        new String[] {"<testsuites></testsuites>", "<testsuite name='S' tests='0'/>"}) {
      assertThat(read(empty).problems()).containsExactly("r.xml: there is no result");
    }
  }

  @Test
  void no_document_type_and_no_entity_of_its_own() throws IOException {
    assertThat(
            read("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><testsuite>&e;</testsuite>")
                .problems())
        .containsExactly("r.xml:1: a document type is not accepted");
    assertThat(read("<testsuite>&e;</testsuite>").problems())
        .containsExactly("r.xml:1: '&e;' is unknown");
  }

  @Test
  void encodings_are_as_the_document_says() throws IOException {
    String latin = "<?xml version='1.0' encoding='ISO-8859-1'?><testsuite name='é'>";
    String rest = "<testcase name='ü'/></testsuite>";

    assertThat(rows(read(latin + rest, StandardCharsets.ISO_8859_1))).containsExactly("GOOD é.ü: ");
    assertThat(rows(read("\ufeff<testsuite name='é'>" + rest))).containsExactly("GOOD é.ü: ");
    assertThat(rows(read("<testsuite name='é'>" + rest, StandardCharsets.UTF_16)))
        .containsExactly("GOOD é.ü: ");
  }

  @Test
  void long_texts_are_cut() throws IOException {
    String text = "<![CDATA[" + "]x".repeat(100_000) + "]]>";
    SubResults results =
        read(
            "<testsuite name='S'><testcase name='"
                + "n".repeat(100_000)
                + "'><failure>"
                + text
                + "</failure></testcase></testsuite>");

    SubResult only = results.results().getFirst().children().getFirst();
    assertThat(only.name()).hasSize(SubResultBudget.NAME_CHARS_MAX);
    assertThat(only.reason()).hasSize(SubResultBudget.REASON_CHARS_MAX);
  }

  @Test
  void only_a_regular_file_is_opened(@TempDir Path directory) throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("a.xml"), Path.of("/etc/passwd"));

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> SubResultFile.read(link, SubResultFormat.JUNIT, new SubResultBudget()))
        .isInstanceOf(IOException.class)
        .hasMessage("a.xml is no regular file");
  }
}
