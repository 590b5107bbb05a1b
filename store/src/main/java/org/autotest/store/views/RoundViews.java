package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.autotest.core.host.Hostname;
import org.autotest.store.Database;
import org.autotest.store.lab.Round;
import org.autotest.store.lab.Round.Decided;
import org.jdbi.v3.core.Handle;

/// What dispatchers decided in their last rounds, and why.
public final class RoundViews {
  private static final String ROUNDS =
      """
      SELECT round.id, dispatcher.name, round.number, round.began_at, round.changes, round.took_us,
        round.cpu_us, round.lost, round.decided, round.summary
      FROM afe_rounds round
      JOIN afe_dispatchers dispatcher ON dispatcher.id = round.dispatcher_id
      WHERE round.id < :before
      ORDER BY round.id DESC
      LIMIT :limit
      """;

  private static final String DECISIONS =
      """
      SELECT round.id, decision.kind, decision.count, decision.job, decision.host, decision.reason
      FROM afe_rounds round,
        JSON_TABLE(round.decisions, '$[*]' COLUMNS (
          position FOR ORDINALITY,
          kind VARCHAR(100) PATH '$.kind',
          count INT PATH '$.count',
          job INT PATH '$.job',
          host VARCHAR(255) PATH '$.host',
          reason VARCHAR(500) PATH '$.reason')) decision
      WHERE round.id IN (<ids>)
      ORDER BY round.id, decision.position
      """;

  private final Database database;

  public RoundViews(Database database) {
    this.database = database;
  }

  /// A round of one of the dispatchers.
  ///
  /// @param dispatcher name
  public record RoundLine(long id, String dispatcher, Round round) {}

  /// Rounds that decided something, of all dispatchers, newest first.
  ///
  /// @param before only those with a smaller id
  public List<RoundLine> list(OptionalLong before, int limit) {
    return database.read(
        handle -> {
          List<RoundLine> bare =
              handle
                  .createQuery(ROUNDS)
                  .bind("before", before.orElse(Long.MAX_VALUE))
                  .bind("limit", limit)
                  .map((row, _) -> line(row))
                  .list();
          Map<Long, List<Decided>> decisions = decisions(handle, bare);
          return bare.stream()
              .map(line -> with(line, decisions.getOrDefault(line.id(), List.of())))
              .toList();
        });
  }

  private static Map<Long, List<Decided>> decisions(Handle handle, List<RoundLine> rounds) {
    Map<Long, List<Decided>> found = new HashMap<>();
    if (!rounds.isEmpty()) {
      handle
          .createQuery(DECISIONS)
          .bindList("ids", rounds.stream().map(RoundLine::id).toList())
          .map(
              (row, _) ->
                  found
                      .computeIfAbsent(row.getLong("id"), _ -> new ArrayList<>())
                      .add(decided(row)))
          .list();
    }
    return found;
  }

  private static RoundLine line(ResultSet row) throws SQLException {
    return new RoundLine(
        row.getLong("id"),
        row.getString("name"),
        new Round(
            row.getLong("number"),
            Rows.time(row, "began_at").orElse(Instant.EPOCH),
            row.getInt("changes"),
            Duration.of(row.getLong("took_us"), ChronoUnit.MICROS),
            Duration.of(row.getLong("cpu_us"), ChronoUnit.MICROS),
            row.getInt("lost"),
            row.getInt("decided"),
            row.getString("summary"),
            List.of()));
  }

  private static Decided decided(ResultSet row) throws SQLException {
    return new Decided(
        row.getString("kind"),
        row.getInt("count"),
        Rows.job(row, "job"),
        Rows.text(row, "host").map(Hostname::new),
        row.getString("reason"));
  }

  private static RoundLine with(RoundLine line, List<Decided> decisions) {
    Round bare = line.round();
    return new RoundLine(
        line.id(),
        line.dispatcher(),
        new Round(
            bare.number(),
            bare.at(),
            bare.changes(),
            bare.took(),
            bare.cpu(),
            bare.lost(),
            bare.decided(),
            bare.summary(),
            decisions));
  }
}
