package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.ID;
import static org.autotest.core.operation.ValueType.LINE;
import static org.autotest.core.operation.ValueType.TIME;

import java.util.List;
import org.autotest.core.operation.ValueType.Whole;

/// Operations by which people have hosts for themselves.
final class ReservationOperations {
  private static final Argument HOST = path("hostname", LINE, "name of the host");

  static final Shape RESERVATION =
      Shape.of(
          "Reservation",
          "A host that is kept for one user for a while.",
          field("id", ID, "number of the reservation"),
          field("hostname", LINE, "the host"),
          field("holder", LINE, "user name; only this user's jobs get the host"),
          field("reason", LINE, "why; may be empty"),
          field(
              "for_labels", FLAG, "whether the holder's jobs for any host of a label may take it"),
          field("starts_at", TIME, "when it begins, or began"),
          field("ends_at", TIME, "when it ends by itself"),
          field("state", ValueType.choice("planned", "active", "over"), "where it stands"));

  static final Operation RESERVE =
      new Operation(
          "host.reserve",
          POST,
          "/hosts/{hostname}/reserve",
          "Have a host for yourself for a while",
          "Others' jobs are kept from it; what runs on it goes on. It ends by itself, and you are "
              + "told before. Asking again changes what is said then, and leaves the rest.",
          Permission.USER,
          List.of(
              HOST,
              body(
                  "hours",
                  new Whole(1, 90 * 24),
                  "for how long, from the start on; else 24, or until the end of what you have"),
              body("start", TIME, "when it begins; else now"),
              body("reason", LINE, "why you need it"),
              body(
                  "for_labels",
                  FLAG,
                  "your jobs for any host of a label may take it too; else not, or as before"),
              body("user", LINE, "for whom; an admin may name somebody else")),
          new Result.Item(RESERVATION));

  static final Operation RELEASE =
      new Operation(
          "host.release",
          POST,
          "/hosts/{hostname}/release",
          "Give back a host that you had for yourself",
          "",
          Permission.USER,
          List.of(
              HOST,
              body("force", FLAG, "also when somebody else has it; needs an admin")
                  .otherwise("false")),
          new Result.Nothing());

  static final Operation RESERVATIONS =
      new Operation(
          "host.reservations",
          GET,
          "/reservations",
          "List hosts that are kept for somebody, now or later",
          "",
          Permission.USER,
          List.of(
              query("user", LINE, "only those of this user"),
              query("host", LINE, "only those of this host"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(RESERVATION));

  private ReservationOperations() {}
}
