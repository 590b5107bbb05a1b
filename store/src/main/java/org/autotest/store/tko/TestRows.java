package org.autotest.store.tko;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.tko.TestRow;
import org.jdbi.v3.core.Handle;

/// Writes the rows of `tko_tests` of one job. A row of an earlier parse that has the same name and
/// directory keeps its number, and with it the labels and attributes that people gave it; of
/// several such rows the first goes with the first, and so on. A group that runs has no directory
/// yet, and a reboot not its number: they keep theirs by the time at which they began.
final class TestRows {
  private static final String STORED =
      """
      SELECT test_idx, %s FROM tko_tests WHERE job_idx = ? ORDER BY test_idx
      """
          .formatted(StoredTest.COLUMNS);

  private static final String INSERT =
      """
      INSERT INTO tko_tests (%s, job_idx) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
          .formatted(StoredTest.COLUMNS);

  private static final String UPDATE =
      """
      UPDATE tko_tests
      SET test = ?, subdir = ?, kernel_idx = ?, status = ?, reason = ?, machine_idx = ?,
        started_time = ?, finished_time = ?, failure_blame = ?
      WHERE test_idx = ?
      """;

  private static final String DELETE =
      """
      DELETE FROM tko_tests WHERE test_idx = ?
      """;

  private static final String IDS_AFTER =
      """
      SELECT test_idx FROM tko_tests WHERE job_idx = ? ORDER BY test_idx
      """;

  private final Handle handle;
  private final long job;

  private record Known(long id, StoredTest test) {}

  private record Change(long id, StoredTest test) {}

  /// What became of the rows.
  ///
  /// @param ids numbers of the rows, in the order of the wanted ones
  record Outcome(List<Long> ids, int inserted, int updated, int deleted) {}

  TestRows(Handle handle, long job) {
    this.handle = handle;
    this.job = job;
  }

  /// Makes the rows of the job equal to `wanted`.
  ///
  /// @param isNew whether the job has no rows yet
  Outcome write(List<StoredTest> wanted, boolean isNew) {
    Map<StoredTest.Key, Deque<Known>> known = isNew ? Map.of() : known();
    List<Long> ids = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<StoredTest> inserts = new ArrayList<>();
    List<Optional<Known>> matches = matches(wanted, known);
    for (int i = 0; i < wanted.size(); i++) {
      StoredTest test = wanted.get(i);
      Optional<Known> same = matches.get(i);
      if (same.isEmpty()) {
        inserts.add(test);
        ids.add(0L);
      } else {
        ids.add(same.get().id());
        if (!same.get().test().equals(test)) {
          changes.add(new Change(same.get().id(), test));
        }
      }
    }
    List<Long> vanished =
        known.values().stream().flatMap(Deque::stream).map(Known::id).sorted().toList();
    Jdbc.batch(handle, DELETE, vanished, (statement, id) -> statement.setLong(1, id));
    Jdbc.batch(
        handle,
        UPDATE,
        changes,
        (statement, change) -> {
          change.test().bind(statement, 1);
          statement.setLong(StoredTest.COLUMN_COUNT + 1, change.id());
        });
    insert(inserts, ids);
    return new Outcome(ids, inserts.size(), changes.size(), vanished.size());
  }

  /// The stored row for each wanted one, taken out of `known`.
  private static List<Optional<Known>> matches(
      List<StoredTest> wanted, Map<StoredTest.Key, Deque<Known>> known) {
    List<Optional<Known>> matches = new ArrayList<>();
    for (StoredTest test : wanted) {
      matches.add(Optional.ofNullable(known.get(test.key())).map(Deque::pollFirst));
    }
    for (int i = 0; i < wanted.size(); i++) {
      StoredTest test = wanted.get(i);
      if (matches.get(i).isEmpty()) {
        matches.set(
            i,
            Optional.ofNullable(known.get(test.keyWhileRunning()))
                .flatMap(same -> whichBegan(test.started(), same)));
      }
    }
    return matches;
  }

  private static Optional<Known> whichBegan(Optional<Instant> at, Deque<Known> same) {
    Optional<Known> found =
        same.stream().filter(one -> one.test().started().equals(at)).findFirst();
    found.ifPresent(same::remove);
    return found;
  }

  private Map<StoredTest.Key, Deque<Known>> known() {
    Map<StoredTest.Key, Deque<Known>> known = new LinkedHashMap<>();
    Jdbc.each(
        handle,
        STORED,
        job,
        row -> {
          StoredTest test = StoredTest.read(row);
          known
              .computeIfAbsent(test.key(), key -> new ArrayDeque<>())
              .add(new Known(row.getLong("test_idx"), test));
        });
    return known;
  }

  /// Fills in the numbers of new rows where `ids` has 0. The server numbers rows in the order in
  /// which they come, and nobody else adds rows to this job: its row is locked.
  private void insert(List<StoredTest> inserts, List<Long> ids) {
    if (inserts.isEmpty()) {
      return;
    }
    Jdbc.batch(
        handle,
        INSERT,
        inserts,
        (statement, test) -> {
          test.bind(statement, 1);
          statement.setLong(StoredTest.COLUMN_COUNT + 1, job);
        });
    Map<Long, Boolean> old = new HashMap<>();
    ids.stream().filter(id -> id > 0).forEach(id -> old.put(id, true));
    Deque<Long> fresh = new ArrayDeque<>();
    Jdbc.each(
        handle,
        IDS_AFTER,
        job,
        row -> {
          long id = row.getLong(1);
          if (!old.containsKey(id)) {
            fresh.add(id);
          }
        });
    if (fresh.size() != inserts.size()) {
      throw new IllegalStateException(
          "%d rows were inserted, %d are there".formatted(inserts.size(), fresh.size()));
    }
    ids.replaceAll(id -> id > 0 ? id : fresh.removeFirst());
  }

  /// The kernels, statuses and the machine of a parse, as numbers.
  record Numbers(
      Map<org.autotest.core.tko.Kernel, Long> kernels,
      Map<String, Integer> statuses,
      long machine) {
    StoredTest stored(TestRow row, Cut cut) {
      Long kernel = kernels.get(row.kernel());
      Integer status = statuses.get(row.status().name());
      if (kernel == null || status == null) {
        throw new IllegalStateException("no row for kernel or status of " + row.name());
      }
      return StoredTest.of(row, kernel, status, machine, cut);
    }
  }
}
