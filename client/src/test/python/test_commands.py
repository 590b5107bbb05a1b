"""Running commands and the small helpers around them."""

import io
import os
import tarfile
import tempfile
import time
import unittest

from autotest.client import lv_utils, os_dep, utils
from autotest.client.shared import distro, error, software_manager, utils_memory
from autotest.helpers import building, facts, files, process


class Running(unittest.TestCase):
    def test_the_result_has_everything(self):
        result = utils.run("echo out; echo err >&2; exit 3", ignore_status=True)
        self.assertEqual((result.exit_status, result.stdout, result.stderr), (3, "out\n", "err\n"))
        self.assertGreater(result.duration, 0)

    def test_a_failing_command_raises_and_says_all(self):
        with self.assertRaises(error.CmdError) as caught:
            utils.run("echo out; echo err >&2; exit 3")
        self.assertEqual(
            str(caught.exception),
            "Command <echo out; echo err >&2; exit 3> failed, rc=3, "
            "Command returned non-zero exit status\nstdout:\nout\nstderr:\nerr",
        )

    def test_arguments_are_quoted(self):
        words = ["a b", '$HOME "`x`\\']
        shown = utils.system_output("printf '%s|'", args=words)
        self.assertEqual(shown, "a b|" + words[1] + "|")

    def test_a_time_limit_kills_children_too(self):
        started = time.monotonic()
        with self.assertRaises(error.CmdError) as caught:
            utils.run("sleep 30 & echo $!; sleep 30", timeout=0.5)
        self.assertLess(time.monotonic() - started, 10)
        self.assertIn("did not complete within 0.5 seconds", str(caught.exception))
        child = int(caught.exception.result_obj.stdout)
        self.assertTrue(utils.wait_for(lambda: not utils.pid_is_alive(child), 5, step=0.02))

    def test_a_daemon_that_holds_the_pipe_is_not_waited_for(self):
        started = time.monotonic()
        self.assertEqual(utils.system("sleep 30 & echo $! > /dev/null; kill %1"), 0)
        self.assertLess(time.monotonic() - started, 10)

    def test_much_input_and_much_output(self):
        text = "0123456789" * 100_000
        self.assertEqual(utils.run("cat", stdin=text).stdout, text)

    def test_a_signal_is_a_negative_status(self):
        self.assertEqual(utils.run("kill -9 $$", ignore_status=True).exit_status, -9)

    def test_only_one_newline_is_taken_off(self):
        self.assertEqual(utils.system_output("printf 'a\\n\\n'"), "a\n")

    def test_output_goes_to_a_file_too(self):
        for stream in (io.StringIO(), io.BytesIO()):
            utils.run("printf abc", stdout_tee=stream)
            self.assertIn(stream.getvalue(), ("abc", b"abc"))

    def test_at_the_same_time(self):
        started = time.monotonic()
        shown = utils.system_output_parallel(["sleep 1; echo 1", "sleep 1; echo 2"])
        self.assertEqual(shown, ["1", "2"])
        self.assertLess(time.monotonic() - started, 1.9)

    def test_a_background_job_shows_its_output_before_it_ends(self):
        job = utils.AsyncJob("echo first; sleep 30")
        self.assertTrue(utils.wait_for(lambda: job.get_stdout() == "first\n", 10, step=0.01))
        self.assertEqual(job.wait_for(timeout=0).exit_status, -15)

    def test_the_pipes_of_a_background_job_are_of_text(self):
        started, _ = utils.run_bg("echo one; echo two; printf '\\351' >&2")
        self.assertEqual(started.communicate(), ("one\ntwo\n", "\udce9"))
        job = utils.BgJob("echo line; cat", stdin="in\n")
        self.assertEqual(job.sp.stdout.readline(), "line\n")
        utils.join_bg_jobs([job])

    def test_of_an_endless_output_the_beginning_is_kept(self):
        limit, process._KEPT_MAX = process._KEPT_MAX, 100_000
        try:
            with self.assertLogs(level="WARNING") as log:
                shown = utils.run("yes | head -c 300000; echo end").stdout
        finally:
            process._KEPT_MAX = limit
        self.assertEqual(shown, "y\n" * 50_000)
        self.assertEqual(len(log.output), 1)

    def test_a_background_job_can_be_stopped(self):
        job = utils.AsyncJob("sleep 30")
        self.assertEqual(job.wait_for(timeout=0.2).exit_status, -15)


    def test_a_background_job_is_cleaned_up_without_waiting_for_it(self):
        job = utils.AsyncJob("echo first; sleep 30")
        self.assertTrue(utils.wait_for(lambda: job.get_stdout() == "first\n", 10, step=0.01))
        job.cleanup()
        self.assertEqual((job.result.exit_status, job.result.stdout), (-15, "first\n"))
        job.cleanup()


class Files(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(utils.system, "rm -rf " + self.directory)

    def path(self, name):
        return os.path.join(self.directory, name)

    def test_keyvals(self):
        utils.write_keyval(self.directory, {"b": 2, "a": "x\ny"})
        utils.write_keyval(self.directory, {"speed": 1.5}, type_tag="perf")
        self.assertEqual(
            utils.read_file(self.path("keyval")), "a=x\\ny\nb=2\nspeed{perf}=1.5\n"
        )
        with self.assertRaises(ValueError):
            utils.write_keyval(self.directory, {"bad key": 1})

    def test_reading_keyvals(self):
        utils.open_write_close(self.path("keyval"), "a=1\nb=1.5 # half\nc=x=y\na=2\n\n")
        self.assertEqual(utils.read_keyval(self.directory), {"a": 2, "b": 1.5, "c": "x=y"})
        self.assertEqual(utils.read_keyval(self.path("nowhere")), {})

    def test_one_line(self):
        utils.write_one_line(self.path("f"), "text")
        self.assertEqual(utils.read_one_line(self.path("f")), "text")

    def test_bytes_that_are_no_text_come_back_as_they_were(self):
        utils.open_write_close(self.path("f"), b"a\xe9\nb\n")
        text = utils.read_file(self.path("f"))
        self.assertIn("b", text)
        utils.open_write_close(self.path("g"), text + utils.read_one_line(self.path("f")))
        with open(self.path("g"), "rb") as file:
            self.assertEqual(file.read(), b"a\xe9\nb\na\xe9")
        utils.write_keyval(self.directory, {"vendor": utils.read_one_line(self.path("f"))})
        os.mkdir(self.path("again"))
        utils.write_keyval(self.path("again"), utils.read_keyval(self.directory))
        with open(self.path("again/keyval"), "rb") as file:
            self.assertEqual(file.read(), b"vendor=a\xe9\n")

    def make_tarball(self, kind, *names):
        path = self.path("archive." + (kind or "tar"))
        with tarfile.open(path, "w:" + kind) as archive:
            for name in names:
                info = tarfile.TarInfo(name)
                info.size = 2
                archive.addfile(info, io.BytesIO(b"hi"))
        return path

    def test_an_archive_becomes_the_directory(self):
        for kind in ("", "gz", "bz2", "xz"):
            tarball = self.make_tarball(kind, "top-1.0/file", "top-1.0/sub/file")
            os.makedirs(self.path("src/old"), exist_ok=True)
            utils.extract_tarball_to_dir(tarball, self.path("src"))
            self.assertEqual(sorted(os.listdir(self.path("src"))), ["file", "sub"])

    def test_an_archive_of_two_directories_is_refused(self):
        with self.assertRaises(NameError):
            utils.extract_tarball_to_dir(self.make_tarball("gz", "a/f", "b/f"), self.path("src"))

    def test_an_archive_that_leads_out_is_refused(self):
        for names in (("../evil",), ("top/../../evil",)):
            with self.assertRaises((error.TestError, NameError)):
                building.extract_tarball(self.make_tarball("gz", *names), self.path("src"))
            self.assertFalse(os.path.exists(self.path("../evil")))

    def test_a_version_is_installed_once(self):
        calls = []
        source = self.path("src")

        def install():
            os.makedirs(source, exist_ok=True)
            calls.append(sorted(os.listdir(source)))
            files.open_write_close(os.path.join(source, "built"), "x")

        for version in (1, 1, 2):
            utils.update_version(source, False, version, install)
        self.assertEqual(calls, [[], []])

    def test_a_source_beside_the_test(self):
        self.assertEqual(utils.unmap_url("/t", "a.tar.gz", "/tmp"), "/t/a.tar.gz")
        self.assertTrue(utils.is_url("https://host/a"))
        self.assertFalse(utils.is_url("/a"))


class Facts(unittest.TestCase):
    def test_this_machine(self):
        self.assertGreater(utils.count_cpus(), 0)
        self.assertGreater(utils_memory.memtotal(), 0)
        self.assertGreaterEqual(utils_memory.rounded_memtotal(), utils_memory.memtotal())
        self.assertTrue(os_dep.command("sh").endswith("/sh"))
        with self.assertRaises(ValueError):
            os_dep.command("no-such-command")
        self.assertIn(utils.running_os_release(), utils.running_os_ident())

    def test_versions(self):
        self.assertEqual(utils.compare_versions("1.10", "1.9"), 1)
        self.assertEqual(utils.compare_versions("2.6", "2.6.1"), -1)
        self.assertEqual(utils.compare_versions("3.0", "3.0"), 0)

    def test_features_of_a_kernel(self):
        with tempfile.TemporaryDirectory() as root:
            config = os.path.join(root, "config")
            with open(config, "w") as file:
                file.write("CONFIG_SMP=y\n# CONFIG_CPUSETS is not set\nCONFIG_HZ=250\n")
            self.assertEqual(facts.feature_value(config, "SMP"), "y")
            self.assertEqual(facts.feature_value(config, "CONFIG_HZ"), "250")
            with self.assertRaisesRegex(ValueError, "no feature CPUSETS"):
                facts.feature_value(config, "CPUSETS")

    def test_distribution(self):
        with tempfile.TemporaryDirectory() as root:
            os.mkdir(os.path.join(root, "etc"))
            self.assertEqual(distro.detect(root).name, "unknown")
            with open(os.path.join(root, "etc/os-release"), "w") as file:
                file.write('NAME="Red Hat"\nID="rhel"\nVERSION_ID="9.4"\n')
            found = distro.detect(root)
            self.assertEqual((found.name, found.version, found.release), ("redhat", "9", "4"))
            with open(os.path.join(root, "etc/os-release"), "w") as file:
                file.write("ID=ubuntu\n")
            self.assertEqual(distro.detect(root).name, "Ubuntu")

    def test_processors_that_are_online_though_not_ours(self):
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, [min(before)])
        try:
            self.assertEqual(len(utils.cpu_online_map()), os.sysconf("SC_NPROCESSORS_ONLN"))
        finally:
            os.sched_setaffinity(0, before)

    def test_a_device_is_no_size_of_a_volume(self):
        with self.assertRaisesRegex(error.TestError, "'/dev/sdb' is no size in MB"):
            lv_utils.vg_ramdisk("/dev/sdb", "group", 10, "/nowhere", "image")

    def test_texts(self):
        self.assertEqual(utils.human_format(5 << 20), "5.00M")
        self.assertEqual(utils.to_seconds("1:01:01.5"), 3661.5)
        times = "0:01.50elapsed 0.10user"
        self.assertEqual(utils.extract_all_time_results(times), [])
        self.assertEqual(
            utils.extract_all_time_results("1.0user 2.0system 0:03.0elapsed 10%CPU"),
            [(1.0, 2.0, 3.0)],
        )
        self.assertEqual(utils.matrix_to_string([["a", "bb"]], ["ccc", "d"]), "ccc d\na   bb\n")

    def test_packages(self):
        manager = software_manager.AptBackend()
        self.assertFalse(manager.check_installed("no-such-package-anywhere"))
        self.assertIn("dpkg", manager.list_all(software_components=False))

    def test_a_package_may_be_named_by_the_running_kernel(self):
        manager, lines = software_manager.DnfBackend(), []
        manager._succeeds = lambda line: lines.append(line) or True
        manager.install("kernel-devel-$(uname -r) gcc")
        manager.check_installed("linux-headers-`uname -r`", arch="$(reboot)")
        release = os.uname().release
        self.assertEqual(lines[0], "dnf -y install 'kernel-devel-%s' 'gcc'" % release)
        self.assertEqual(lines[1], "rpm -q 'linux-headers-%s.$(reboot)'" % release)


if __name__ == "__main__":
    unittest.main()
