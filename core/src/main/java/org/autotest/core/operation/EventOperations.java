package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.Shape.orNull;
import static org.autotest.core.operation.ValueType.ID;
import static org.autotest.core.operation.ValueType.LINE;
import static org.autotest.core.operation.ValueType.TIME;
import static org.autotest.core.operation.ValueType.choice;

import java.util.List;
import org.autotest.core.operation.ValueType.Text;

/// Operations that tell what happened.
final class EventOperations {
  private static final Shape EVENT =
      Shape.of(
          "Event",
          "A change of a status, or something that was noted.",
          field("id", ID, "number of the event"),
          field("at", TIME, "when"),
          field("kind", choice("entry", "host", "task"), "what it happened to"),
          orNull("host", LINE, "where, when it has a host"),
          orNull("old_status", LINE, "the status before; null when the thing was created"),
          field("new_status", LINE, "the status since"),
          field("reason", new Text(2_000), "why; may be empty"),
          orNull("blame", Shapes.BLAME, "who has to act, when it was a failure"),
          orNull("actor", LINE, "user name; null for the dispatcher"));

  static final Operation OF_JOB =
      new Operation(
          "job.events",
          GET,
          "/jobs/{id}/events",
          "List what happened to a job's entries and tasks, newest first",
          "",
          Permission.USER,
          List.of(path("id", ID, "number of the job"), Paging.LIMIT, Paging.AFTER),
          new Result.Page(EVENT));

  static final Operation OF_HOST =
      new Operation(
          "host.events",
          GET,
          "/hosts/{hostname}/events",
          "List changes of a host's status, newest first",
          "",
          Permission.USER,
          List.of(path("hostname", LINE, "name of the host"), Paging.LIMIT, Paging.AFTER),
          new Result.Page(EVENT));

  private EventOperations() {}
}
