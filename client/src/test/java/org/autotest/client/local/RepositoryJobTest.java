package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that get from repositories of packages what is not here.
class RepositoryJobTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @Test
  void a_test_that_is_not_here_comes_from_a_repository() throws Exception {
    Path repository = Files.createDirectories(temp.resolve("repository"));
    Files.writeString(
        temp.resolve("far.py"),
        """
        from autotest.client import test
        class far(test.test):
            version = 1
            def run_once(self): print('far')
        """);
    assertThat(
            sandbox.shell(
                "tar -czf repository/test-far.tar.gz far.py && cd repository"
                    + " && sha256sum test-far.tar.gz > packages.checksum"))
        .isZero();
    sandbox.control(
        """
        job.add_repository('file://%s')
        job.run_test('far')
        try:
            job.install_pkg('none', 'dep', job.tmpdir + '/none')
        except error.PackageInstallError as e:
            job.record('GOOD', None, 'refused', str(e).split(':')[0])
        job.run_test('nowhere')
        """
            .formatted(repository));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "GOOD far far completed successfully", "GOOD ---- refused Installation of none(type")
        .anyMatch(
            line -> line.startsWith("ERROR nowhere nowhere fetching package nowhere of type test"));
  }

  @Test
  void repositories_of_the_machine_are_asked_after_those_of_the_job() throws Exception {
    Files.createDirectories(sandbox.client());
    Files.writeString(
        sandbox.client().resolve("global_config.ini"),
        "[PACKAGES]\nfetch_location: file:///first/, file:///second\n");
    sandbox.control(
        """
        job.add_repository('file:///own')
        job.record('GOOD', None, 'asked', ' '.join(job.pkgmgr.repositories))
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("GOOD ---- asked file:///own file:///first file:///second");
  }

  @Test
  void a_profiler_that_is_not_here_comes_from_a_repository() throws Exception {
    Path repository = Files.createDirectories(temp.resolve("repository"));
    Files.writeString(
        temp.resolve("looker.py"),
        """
        from autotest.client import profiler
        class looker(profiler.profiler):
            version = 1
            def start(self, test):
                with open('%s/seen.%d' % (test.profdir, test.iteration), 'w'):
                    pass
        """);
    assertThat(
            sandbox.shell(
                "tar -czf repository/profiler-looker.tar.gz looker.py && cd repository"
                    + " && sha256sum profiler-looker.tar.gz > packages.checksum"))
        .isZero();
    sandbox.control(
        """
        job.add_repository('file://%s')
        job.profilers.add('looker')
        job.record('GOOD', None, 'active', str(job.profilers.active()))
        one = lambda: job.run_test('sleeptest', tag='one', seconds=1)
        two = lambda: job.run_test('sleeptest', tag='two', seconds=1)
        job.parallel([one], [two])
        try:
            job.profilers.add('none')
        except error.JobError as e:
            job.record('GOOD', None, 'refused', str(e).split(':')[0])
        """
            .formatted(repository));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("GOOD ---- active False", "GOOD ---- refused none not present");
    assertThat(sandbox.results().resolve("sleeptest.one/profiling/iteration.2/seen.2")).exists();
    assertThat(sandbox.results().resolve("sleeptest.two/profiling/iteration.2/seen.2")).exists();
  }
}
