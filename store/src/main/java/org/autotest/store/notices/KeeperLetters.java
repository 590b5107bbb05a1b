package org.autotest.store.notices;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.autotest.store.notices.Letters.Letter;
import org.jdbi.v3.core.Handle;

/// Letters to those who keep the lab: of hosts that were given up, and of what troubles a
/// dispatcher.
final class KeeperLetters {
  /// More hosts than that in one look are told of in one letter: a switch has failed, not they.
  private static final int ONE_BY_ONE_MAX = 5;

  private static final int LISTED_MAX = 100;

  /// Trouble of a dispatcher that is older was told, or there was nobody to tell.
  private static final Duration TROUBLE_NEWER_THAN = Duration.ofMinutes(10);

  /// What was given up longer ago is known; so is what happened while nobody was to be told.
  private static final Duration GIVEN_UP_NEWER_THAN = Duration.ofDays(1);

  /// A host that is looked at again, in vain, is given up again each time: it is told of once,
  /// until the dispatcher has found that it works. That somebody puts it back to work proves
  /// nothing.
  private static final String GIVEN_UP =
      """
      SELECT event.id, host.hostname, event.reason
      FROM afe_event_log event JOIN afe_hosts host ON host.id = event.host_id
      WHERE event.id > :after AND event.id <= :last AND event.kind = 'host'
        AND event.new_status = 'Repair Failed' AND event.old_status <> 'Repair Failed'
        AND event.happened_at > :since AND host.invalid = 0
        AND NOT EXISTS (
          SELECT 1 FROM afe_event_log earlier
          WHERE earlier.host_id = event.host_id AND earlier.id < event.id
            AND earlier.kind = 'host' AND earlier.new_status = 'Repair Failed'
            AND earlier.id > COALESCE((
              SELECT works.id FROM afe_event_log works
              WHERE works.host_id = event.host_id AND works.id < event.id AND works.kind = 'host'
                AND works.new_status IN ('Ready', 'Pending', 'Running') AND works.actor IS NULL
                AND works.old_status <> works.new_status
              ORDER BY works.id DESC LIMIT 1), 0))
        AND NOT EXISTS (
          SELECT 1 FROM afe_notices told WHERE told.letter_key = CONCAT('given_up:', event.id))
      ORDER BY event.id
      """;

  /// Those that another letter tells of.
  private static final String TOLD =
      """
      INSERT IGNORE INTO afe_notices
        (job_id, kind, recipient, created_at, due_at, sent_at, subject, body, letter_key)
      VALUES (NULL, 'mail', :recipient, :now, NULL, :now, 'told with others', '', :key)
      """;

  private static final String TROUBLES =
      """
      SELECT id, name, trouble, trouble_at FROM afe_dispatchers
      WHERE trouble IS NOT NULL
        AND trouble_at > UTC_TIMESTAMP(3) - INTERVAL :seconds SECOND
      """;

  private record GivenUp(long event, String host, String reason) {
    String key() {
      return "given_up:" + event;
    }

    String line() {
      return reason.isEmpty() ? host : host + ": " + reason;
    }
  }

  private KeeperLetters() {}

  /// Writes of hosts of the inventory that were given up in some lines of the event log, unless
  /// somebody did.
  static void ofHosts(Handle handle, List<String> keepers, long after, long last) {
    List<GivenUp> hosts =
        handle
            .createQuery(GIVEN_UP)
            .bind("after", after)
            .bind("since", Database.now(handle).minus(GIVEN_UP_NEWER_THAN))
            .bind("last", last)
            .map(
                (row, _) ->
                    new GivenUp(
                        row.getLong("id"), row.getString("hostname"), row.getString("reason")))
            .list();
    if (hosts.size() <= ONE_BY_ONE_MAX) {
      hosts.forEach(host -> Letters.to(handle, keepers, letter(host.key(), List.of(host))));
    } else {
      Letters.to(handle, keepers, letter(hosts.getLast().key(), hosts));
      hosts.forEach(host -> told(handle, keepers.getFirst(), host));
    }
  }

  private static Letter letter(String key, List<GivenUp> hosts) {
    String subject =
        hosts.size() == 1
            ? "%s was given up".formatted(hosts.getFirst().host())
            : "%d hosts were given up".formatted(hosts.size());
    String lines =
        hosts.stream().limit(LISTED_MAX).map(GivenUp::line).collect(Collectors.joining("\n"));
    String more =
        hosts.size() > LISTED_MAX ? "\nand %d more".formatted(hosts.size() - LISTED_MAX) : "";
    return new Letter(
        key,
        subject,
        """
        %s%s

        Nothing that repairs of the lab can do helped, so somebody has to look. It takes no job until
        then; where the lab does so, it is verified again from time to time by itself.
        """
            .formatted(lines, more));
  }

  private static void told(Handle handle, String keeper, GivenUp host) {
    handle
        .createUpdate(TOLD)
        .bind("recipient", keeper)
        .bind("now", Database.now(handle))
        .bind("key", host.key())
        .execute();
  }

  /// Writes of what has stopped dispatchers just now: of each trouble once a day.
  static void ofTroubles(Handle handle, List<String> keepers) {
    handle
        .createQuery(TROUBLES)
        .bind("seconds", TROUBLE_NEWER_THAN.toSeconds())
        .map(
            (row, _) -> {
              String name = row.getString("name");
              String trouble = row.getString("trouble");
              Instant at = SqlTime.read(row, "trouble_at").orElseThrow();
              return new Letter(
                  "trouble:%d:%s:%s".formatted(row.getLong("id"), digest(trouble), day(at)),
                  "Dispatcher %s: %s".formatted(name, trouble.lines().findFirst().orElse("")),
                  """
                  Dispatcher %s was stopped at %s by:

                  %s

                  It goes on trying by itself. You are not told of this again on that day.
                  """
                      .formatted(name, at, trouble));
            })
        .list()
        .forEach(letter -> Letters.to(handle, keepers, letter));
  }

  /// The day on which it came, not that on which it is told: else what comes late in the evening is
  /// told twice.
  private static LocalDate day(Instant trouble) {
    return LocalDate.ofInstant(trouble, ZoneOffset.UTC);
  }

  /// The same for troubles that differ in numbers alone.
  private static String digest(String trouble) {
    try {
      byte[] words = trouble.replaceAll("\\d+", "#").getBytes(StandardCharsets.UTF_8);
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(words);
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }
}
