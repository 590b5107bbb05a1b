package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client that is killed has mounted is unmounted by the next one. Everything happens in a
/// mount namespace of its own, but for the loop devices, of which the machine has one set.
class KilledMountsTest {
  /// Kills a client in the middle of a job and starts another; the tables of mounts are kept.
  private static final String KILL_AND_GO_ON =
      """
      ./autotest-local control >first 2>&1 &
      client=$!
      until [ -e there ] || ! kill -0 $client; do sleep 0.05; done
      kill -KILL $client
      wait
      cp /proc/self/mounts mounts.killed
      ./autotest-local other >second 2>&1
      code=$?
      cp /proc/self/mounts mounts.after
      exit $code
      """;

  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = ClientSandbox.in(temp);
    assumeTrue(
        sandbox.shell(
                "unshare -m sh -c 'truncate -s 8M t && D=$(losetup --find --show t) &&"
                    + " losetup -d $D && mkfs.ext4 -V'")
            == 0,
        "loop devices and mount namespaces are not allowed here");
    Files.writeString(temp.resolve("go"), KILL_AND_GO_ON);
    Files.writeString(temp.resolve("other"), "job.record('GOOD', None, 'other')\n");
    sandbox.test(
        "mounting/mounting.sh",
        """
        mkdir "$TMPDIR/inner dir" && mount -t tmpfs none "$TMPDIR/inner dir"
        truncate -s 8M "$TMPDIR/image" && mkfs.ext4 -q "$TMPDIR/image"
        mkdir '%1$s/outside'
        mount -o loop "$TMPDIR/image" '%1$s/outside'
        mount -t tmpfs none .
        touch '%1$s/there'
        sleep 1000
        """
            .formatted(temp));
  }

  @Test
  void partitions_of_a_python_job_and_whatever_its_test_mounted_go() throws Exception {
    sandbox.control(
        """
        p = job.partition('%1$s/the image', loop_size=8, mountpoint='%1$s/mnt')
        p.mkfs('ext4')
        gone = job.partition('%1$s/closed', loop_size=8, mountpoint='%1$s/closed.mnt')
        gone.mkfs('ext4')
        gone.mount()
        gone.close()
        p.mount()
        job.run_test('mounting')
        """
            .formatted(temp));

    killAndGoOn("the image", "mnt");
  }

  @Test
  void partitions_of_a_java_job_go_too() throws Exception {
    Files.writeString(
        temp.resolve("control"),
        """
        void main() {
          Partition p = job.partition(Path.of("%1$s/the image"), 8, Path.of("%1$s/mnt 1"));
          p.mkfs("ext4");
          p.mount("");
          job.runTest("mounting");
        }
        """
            .formatted(temp));

    killAndGoOn("the image", "mnt 1");
  }

  private void killAndGoOn(String image, String mountpoint) throws Exception {
    int status = sandbox.shell("unshare -m sh go");

    String told = Files.readString(temp.resolve("first")) + sandbox.read("debug/client.WARNING");
    assertThat(status).as(told).isZero();
    assertThat(mounts("mounts.killed"))
        .as(told)
        .hasSize(4)
        .contains(temp.resolve(mountpoint).toString(), temp.resolve("outside").toString());
    assertThat(mounts("mounts.after")).as(told).isEmpty();
    assertThat(sandbox.read("debug/client.WARNING"))
        .contains("what a client that was killed", "unmounted " + temp.resolve("outside"));
    assertThat(sandbox.shell("losetup -a | grep -F '%s'".formatted(temp))).isNotZero();
    assertThat(temp.resolve(image)).exists();
    assertThat(sandbox.status()).contains("GOOD ---- other");
    assertThat(temp.resolve("client/tmp/clients")).isEmptyDirectory();
  }

  /// Where something of this test was mounted.
  private List<String> mounts(String table) throws IOException {
    return Files.readAllLines(temp.resolve(table)).stream()
        .map(line -> line.split(" ", 3)[1].replace("\\040", " "))
        .filter(place -> place.startsWith(temp.toString()))
        .toList();
  }
}
