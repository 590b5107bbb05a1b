package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.ValueType.COUNT;
import static org.autotest.core.operation.ValueType.ID;
import static org.autotest.core.operation.ValueType.LINE;
import static org.autotest.core.operation.ValueType.TIME;
import static org.autotest.core.operation.ValueType.choice;

import java.util.List;
import org.autotest.core.operation.ValueType.ListOf;
import org.autotest.core.operation.ValueType.Text;

/// Operations on test results.
final class ResultOperations {
  private static final Argument TEST = path("id", ID, "number of the test result");

  static final Operation LIST =
      new Operation(
          "results.list",
          GET,
          "/results",
          "List test results, newest first",
          "",
          Permission.USER,
          List.of(
              query("test", LINE, "only this test"),
              query("host", LINE, "only results from this host"),
              query("status", new ListOf(Shapes.TEST_STATUS, 10), "only results that went so"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.TEST_RESULT));

  static final Operation SHOW =
      new Operation(
          "results.show",
          GET,
          "/results/{id}",
          "Show one test result with its attributes, iterations and log files",
          "",
          Permission.USER,
          List.of(TEST),
          new Result.Item(Shapes.TEST_RESULT_DETAIL));

  static final Operation LOG =
      new Operation(
          "results.log",
          GET,
          "/results/{id}/log",
          "Read a log file of a test result",
          "Understands the Range header; a log that still grows is read up to its present end. A row "
              + "of the job itself, such as SERVER_JOB, has the files of the execution.",
          Permission.USER,
          List.of(
              TEST,
              new Argument(
                  "path",
                  new Text(1024),
                  Argument.Place.QUERY,
                  true,
                  java.util.Optional.empty(),
                  "as results.show lists it")),
          new Result.Bytes("the file"));

  private static final Shape FILE =
      Shape.of(
          "ResultFile",
          "Something in a directory of the results.",
          field("path", new Text(4096), "below the results root"),
          field("kind", choice("file", "directory", "other"), "what it is"),
          field("size_bytes", COUNT, "0 for anything but files"),
          field("modified_at", TIME, "when it was written last"));

  static final Operation FILES =
      new Operation(
          "results.files",
          GET,
          "/files",
          "List a directory of the results",
          "Jobs, and what verifies, cleanups and repairs of hosts left. Directories first; of a "
              + "large directory the first 2,000 names.",
          Permission.USER,
          List.of(query("path", new Text(4096), "below the results root; else the root itself")),
          new Result.Page(FILE));

  static final Operation FILE_CONTENT =
      new Operation(
          "results.file",
          GET,
          "/files/content",
          "Read a file of the results",
          "Understands the Range header; a file that still grows is read up to its present end.",
          Permission.USER,
          List.of(
              query("path", new Text(4096), "below the results root, as results.files lists it")
                  .mandatory()),
          new Result.Bytes("the file"));

  private ResultOperations() {}
}
