package org.autotest.autoserv.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PartitionsTest {
  private static final String PARTITIONS =
      """
      major minor  #blocks  name

         8        0  500107608 sda
         8        1     524288 sda1
         8        2          1 sda2
         8        3  400000000 sda3
         8        5    8000000 sda5
       259        0  500107608 nvme0n1
       259        1  500000000 nvme0n1p1
        11        0    1048575 sr0
         7        0       1024 loop0
       253        0  400000000 dm-0
      """;

  @Test
  void a_partition_that_is_neither_mounted_nor_swap_is_unused() {
    String used =
        """
        /dev/sda1 /boot ext4 rw 0 0
        tmpfs /tmp tmpfs rw 0 0
        Filename                                Type            Size
        /dev/sda5                               partition       8000000
        """;

    assertThat(Partitions.unused(PARTITIONS, used)).containsExactly("sda3", "nvme0n1p1");
  }

  @Test
  void a_machine_without_disks_has_none() {
    assertThat(Partitions.unused("", "")).isEmpty();
  }
}
