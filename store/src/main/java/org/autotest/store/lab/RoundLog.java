package org.autotest.store.lab;

import java.util.List;
import org.autotest.core.host.Hostname;
import org.autotest.store.Database;
import org.autotest.store.lab.JsonRows.Row;
import org.autotest.store.lab.Round.Decided;

/// Where a dispatcher tells what it decided (`afe_rounds`), for pages, which may be of another
/// process on another machine.
public final class RoundLog {
  /// Rounds of one dispatcher that are kept.
  public static final int KEPT_MAX = 200;

  private static final int SUMMARY_CHARS_MAX = 1_000;
  private static final int REASON_CHARS_MAX = 500;

  private static final String ADD =
      """
      INSERT INTO afe_rounds
        (dispatcher_id, number, began_at, changes, took_us, cpu_us, lost, decided, summary,
         decisions)
      SELECT :dispatcher, number, began, changes, took, cpu, lost, decided, summary, decisions
      FROM JSON_TABLE(:rows, '$[*]' COLUMNS (
        number BIGINT PATH '$.number',
        began DATETIME(3) PATH '$.began',
        changes INT PATH '$.changes',
        took BIGINT PATH '$.took',
        cpu BIGINT PATH '$.cpu',
        lost INT PATH '$.lost',
        decided INT PATH '$.decided',
        summary VARCHAR(1000) PATH '$.summary',
        decisions MEDIUMTEXT PATH '$.decisions')) told
      WHERE NOT EXISTS (
        SELECT 1 FROM afe_rounds known
        WHERE known.dispatcher_id = :dispatcher
          AND known.number = told.number AND known.began_at = told.began)
      ORDER BY number
      """;

  private static final String FORGET =
      """
      DELETE FROM afe_rounds
      WHERE dispatcher_id = :dispatcher AND id <= (
        SELECT id FROM (
          SELECT id FROM afe_rounds WHERE dispatcher_id = :dispatcher
          ORDER BY id DESC
          LIMIT 1 OFFSET :kept) first_too_old)
      """;

  private final Database database;
  private final long dispatcher;

  /// @param dispatcher `afe_dispatchers.id` of the one that tells
  public RoundLog(Database database, long dispatcher) {
    this.database = database;
    this.dispatcher = dispatcher;
  }

  /// Adds rounds, and forgets those that are too old. Those that are there already, since a commit
  /// broke off and was made all the same, are not added again.
  ///
  /// @param rounds oldest first
  public void add(List<Round> rounds) {
    if (rounds.isEmpty()) {
      return;
    }
    String rows = JsonRows.of(rounds, RoundLog::row);
    database.transactVoid(
        handle -> {
          handle.createUpdate(ADD).bind("dispatcher", dispatcher).bind("rows", rows).execute();
          handle
              .createUpdate(FORGET)
              .bind("dispatcher", dispatcher)
              .bind("kept", KEPT_MAX)
              .execute();
        });
  }

  private static Row row(Round round) {
    return new Row()
        .set("number", round.number())
        .set("began", round.at())
        .set("changes", round.changes())
        .set("took", round.took().toNanos() / 1_000)
        .set("cpu", round.cpu().toNanos() / 1_000)
        .set("lost", round.lost())
        .set("decided", round.decided())
        .set("summary", Texts.cut(round.summary(), SUMMARY_CHARS_MAX))
        .set("decisions", JsonRows.of(round.decisions(), RoundLog::row));
  }

  private static Row row(Decided decision) {
    Row row =
        new Row()
            .set("kind", decision.kind())
            .set("count", decision.count())
            .set("reason", Texts.cut(decision.reason(), REASON_CHARS_MAX));
    decision.job().ifPresent(job -> row.set("job", job.value()));
    decision.host().map(Hostname::value).ifPresent(host -> row.set("host", host));
    return row;
  }
}
