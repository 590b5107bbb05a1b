package org.autotest.store.tko;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.autotest.core.tko.Kernel;
import org.autotest.core.tko.TestRow;
import org.jdbi.v3.core.Handle;

/// Finds and makes rows of `tko_kernels` and `tko_patches`.
final class KernelRows {
  private static final int BASE_CHARS_MAX = 90;
  private static final int PRINTABLE_CHARS_MAX = 300;
  private static final int PATCH_NAME_CHARS_MAX = 240;
  private static final int PATCH_URL_CHARS_MAX = 900;
  private static final int HASH_CHARS_MAX = 105;

  /// A patch that is part of the version: it makes 2.6.20 a 2.6.20-mm1.
  private static final Pattern OF_THE_TREE = Pattern.compile(".*-(?:mm|git)\\d+.*");

  private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

  private static final String FIND =
      """
      SELECT kernel_idx FROM tko_kernels WHERE kernel_hash = :hash
      """;

  private static final String INSERT =
      """
      INSERT IGNORE INTO tko_kernels (kernel_hash, base, printable) VALUES (:hash, :base, :base)
      """;

  private static final String SET_PRINTABLE =
      """
      UPDATE tko_kernels SET printable = :printable WHERE kernel_idx = :id
      """;

  private static final String INSERT_PATCH =
      """
      INSERT INTO tko_patches (kernel_idx, name, url, `hash`) VALUES (:kernel, :name, :url, :hash)
      """;

  private final Handle handle;
  private final Cut cut;

  KernelRows(Handle handle, Cut cut) {
    this.handle = handle;
    this.cut = cut;
  }

  /// The row of each kernel that the tests ran on.
  Map<Kernel, Long> idsOf(List<TestRow> tests) {
    Set<Kernel> kernels = new LinkedHashSet<>();
    tests.forEach(test -> kernels.add(test.kernel()));
    Map<Kernel, Long> ids = new HashMap<>();
    // In one order everywhere, so that two parses cannot wait for each other.
    kernels.stream()
        .sorted(Comparator.comparing(Kernel::hash))
        .forEach(kernel -> ids.put(kernel, id(kernel)));
    return ids;
  }

  private long id(Kernel kernel) {
    return handle
        .createQuery(FIND)
        .bind("hash", kernel.hash())
        .mapTo(Long.class)
        .findOne()
        .orElseGet(() -> insert(kernel));
  }

  private long insert(Kernel kernel) {
    String base = cut.to("kernel.base", BASE_CHARS_MAX, kernel.base());
    int inserted =
        handle.createUpdate(INSERT).bind("hash", kernel.hash()).bind("base", base).execute();
    long id = handle.createQuery(FIND).bind("hash", kernel.hash()).mapTo(Long.class).one();
    if (inserted == 0) {
      return id;
    }
    boolean isPatched =
        kernel.patches().stream()
            .anyMatch(patch -> !OF_THE_TREE.matcher(patch.reference()).matches());
    if (isPatched) {
      handle
          .createUpdate(SET_PRINTABLE)
          .bind("id", id)
          .bind(
              "printable",
              cut.to("kernel.printable", PRINTABLE_CHARS_MAX, kernel.base() + " p" + id))
          .execute();
    }
    kernel.patches().forEach(patch -> insert(id, patch));
    return id;
  }

  private void insert(long kernel, Kernel.Patch patch) {
    String hash = ASCII.matcher(patch.hash()).matches() ? patch.hash() : "";
    handle
        .createUpdate(INSERT_PATCH)
        .bind("kernel", kernel)
        .bind("name", cut.to("patch.name", PATCH_NAME_CHARS_MAX, patch.spec()))
        .bind("url", cut.to("patch.url", PATCH_URL_CHARS_MAX, patch.reference()))
        .bind("hash", cut.to("patch.hash", HASH_CHARS_MAX, hash))
        .execute();
  }
}
