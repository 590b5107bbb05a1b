"""Every name that existing tests use is there, under every path by which they import it."""

import concurrent.futures
import importlib
import os
import signal
import sys
import tempfile
import time
import unittest

from autotest.client import os_dep, parallel, utils
from autotest.client.shared import autotemp, enum, error, log, magic, service, settings, syncdata
from autotest.legacy import imports

imports.install()

UTILS = """
    AsyncJob BgJob CmdResult FileFieldMonitor Statistic SystemLoad TEE_TO_LOGS VersionableClass
    append_path archive_as_tarball args_to_dict avgtime_print bitlist_to_string cat_file_to_cmd
    check_for_kernel_feature check_glibc_ver check_kernel_ver compare_versions configure
    convert_data_size count_cpus count_total_cpus cpu_has_flags cpu_online_map create_subnet_mask
    delete_pid_file_if_exists difflist disk_block_size display_data_size drop_caches dump_object
    environ extract_all_time_results extract_tarball extract_tarball_to_dir file_contains_pattern
    find_free_port find_free_ports force_copy force_link format_ip_with_mask
    format_str_for_message freememtotal freespace generate_random_id generate_random_string
    generate_tmp_file_name get_arch get_cc get_children_pids get_cpu_arch get_cpu_family get_cpu_info
    get_cpu_percentage get_cpu_stat get_cpu_vendor get_cpu_vendor_name get_current_kernel_arch
    get_disks get_field get_file get_file_arch get_full_pci_id get_hash_from_file get_hostname
    get_hwclock_seconds get_ip_local_port_range get_loaded_modules get_modules_dir
    get_num_logical_cpus_per_socket get_os_vendor get_parent_pid get_pid_cpu get_pid_from_file
    get_process_name get_relative_path get_stderr_level get_submodules get_systemmap get_unused_port
    get_uptime get_vmlinux grep hash hash_file human_format import_site_class import_site_function
    import_site_module import_site_symbol ip_to_long is_port_free is_url join_bg_jobs
    kill_process_tree list_grep load_module loaded_module_info locate log_line long_to_ip make
    matrix_to_string memtotal merge_trees module_is_loaded node_size normalize_hostname nuke_pid
    nuke_subprocess numa_nodes open_write_close pickle_load pid_exists pid_is_alive
    ping_default_gateway prepend_path print_to_tty process_is_alive process_or_children_is_defunct
    program_is_alive read_file read_from_meminfo read_keyval
    read_one_line rounded_memtotal run run_bg run_parallel running_config
    running_os_full_version running_os_ident running_os_release safe_kill safe_rmdir send_email
    set_ip_local_port_range set_power_state set_wake_alarm sh_escape sh_quote_word signal_pid
    signal_program standby string_to_bitlist strip_unicode suspend suspend_to_disk suspend_to_ram
    sysctl sysctl_kernel system system_output system_output_parallel system_parallel to_seconds unique
    unload_module unmap_url unmap_url_cache update_version urlopen urlretrieve wait_for
    where_art_thy_filehandles write_keyval write_one_line write_pid
"""

ERRORS = """
    AutotestError AutotestRunError AutotestTimeoutError BarrierAbortError BarrierError CmdError
    DataSyncError HarnessError HostInstallProfileError HostInstallTimeoutError InstallError
    JobComplete JobContinue JobError NetCommunicationError PackageError PackageFetchError
    PackageInstallError PackageRemoveError PackageUploadError PackagingError RepoDiskFullError
    RepoUnknownError RepoWriteError TestBaseException TestBug TestError TestFail TestNAError TestWarn
    UnhandledJobError UnhandledTestError UnhandledTestFail base_context context context_aware
    context_for_exception exception_context format_error get_context join_contexts log_exception
    set_exception_context
"""

# Module below `client` or `client/shared` → what tests use of it.
MODULES = {
    "client.utils": UTILS,
    "client.shared.utils": UTILS,
    "client.shared.error": ERRORS,
    "client.test": "test Subtest subtest_fatal subtest_nocleanup",
    "client.shared.test": "base_test",
    "client.job": "Job",
    "client.os_dep": "command commands header headers libraries library",
    "client.kernel": "kernel auto_kernel rpm_kernel",
    "client.partition": """FsOptions filesystems filter_partition_list get_mount_info
        get_partition_list get_unmounted_partition_list is_linux_fs_type is_valid_disk
        is_valid_partition list_mount_devices list_mount_points parallel partition
        run_test_on_partitions virtual_partition wipe_filesystem""",
    "client.shared.boottool": "boottool",
    "client.shared.packages": "PackageManager",
    "client.parallel": "fork_start fork_waitfor fork_waitfor_timed fork_nuke_subprocess",
    "client.net.net_utils": "netif network network_utils network_interface",
    "client.lv_utils": """vg_ramdisk vg_ramdisk_cleanup vg_check vg_list vg_create vg_remove lv_check lv_list
        lv_create lv_remove lv_take_snapshot lv_revert lv_revert_with_snapshot lv_reactivate lv_mount
        lv_umount""",
    "client.kvm_control": "get_kvm_arch load_kvm unload_kvm",
    "client.shared.autotemp": "tempdir tempfile dummy_dir",
    "client.shared.barrier": "barrier listen_server get_host_from_id",
    "client.shared.data_dir": "get_root_dir get_data_dir get_tmp_dir get_test_dir",
    "client.shared.distro": "detect LinuxDistro UNKNOWN_DISTRO",
    "client.shared.enum": "Enum",
    "client.shared.git": "GitRepoHelper get_repo",
    "client.shared.host_protections": "Protection",
    "client.shared.iso9660": "iso9660 Iso9660IsoInfo Iso9660Mount",
    "client.shared.log": "log_and_ignore_errors record log_trace",
    "client.shared.magic": "guess_type",
    "client.shared.pidfile": "PidFileManager",
    "client.shared.service": """ServiceManager SpecificServiceManager ServiceManagerFactory
        SpecificServiceManagerFactory""",
    "client.shared.settings": "settings Settings SettingsError",
    "client.shared.software_manager": "SoftwareManager SystemInspector install_distro_packages",
    "client.shared.syncdata": "SyncData SyncListenServer net_send_object net_recv_object",
    "client.shared.utils_cgroup": "Cgroup CgroupModules get_all_controllers get_cgroup_mountpoint",
    "client.shared.utils_memory": """memtotal freememtotal rounded_memtotal read_from_meminfo
        get_huge_page_size get_num_huge_pages set_num_huge_pages drop_caches""",
    "client.shared.version": "get_version",
}

# Old path → the module of today. The directories `bin` and `common_lib` work for every module.
OLD_PATHS = {
    "autotest_lib.client.bin.base_utils": "client.utils",
    "autotest_lib.client.common_lib.base_utils": "client.shared.utils",
    "autotest_lib.client.common_lib.base_barrier": "client.shared.barrier",
    "autotest_lib.client.common_lib.base_syncdata": "client.shared.syncdata",
    "autotest_lib.client.common_lib.global_config": "client.shared.settings",
    "autotest_lib.client.bin.net.net_utils": "client.net.net_utils",
    "autotest_lib.client.bin.net_utils": "client.net.net_utils",
    "autotest_lib.client.bin.autotest_utils": "client.utils",
    "autotest.client.shared.base_utils": "client.shared.utils",
    "autotest.client.base_utils": "client.utils",
    "autotest.client.net_utils": "client.net.net_utils",
    "autotest.client.shared.kvm_control": "client.kvm_control",
}


def paths(module):
    """Every path by which a module may be imported."""
    yield "autotest." + module
    yield "autotest_lib." + module
    package, _, rest = module.partition(".")
    if rest.startswith("shared."):
        name = rest[len("shared.") :]
        yield "autotest.client.common_lib." + name
        yield "autotest_lib.client.common_lib." + name
        yield "autotest_lib.client.shared." + name
    else:
        yield "autotest.client.bin." + rest
        yield "autotest_lib.client.bin." + rest


JOB = """
    add_repository add_sysinfo_command add_sysinfo_logfile args autodir automatic_test_tag barrier bindir
    bootloader clientdir complete config_get config_set configdir control control_get control_set
    cpu_count customtestdir default_profile_only disable_external_logging disable_warnings
    discard_state drop_caches drop_caches_between_iterations enable_external_logging enable_warnings
    end_reboot end_reboot_and_verify filesystem get_state harness harness_select install_pkg kernel
    last_boot_tag machines monitor_disk_usage next_step next_step_append next_step_prepend noop
    num_tests_failed num_tests_run parallel partition pkgdir pkgmgr profdir quit reboot reboot_setup
    record relative_path require_gcc resultdir run_group run_test run_test_cleanup run_test_detail
    set_state setup_dep setup_dirs site_testdir start_reboot tag testdir tmpdir toolsdir
    use_sequence_number user xen
"""


class Gone(unittest.TestCase):
    def test_a_module_that_is_gone_says_so(self):
        for name in ("autotest.client.shared.iscsi", "autotest_lib.client.common_lib.setup_job"):
            with self.assertRaisesRegex(ImportError, "is gone: see docs/reference/python.md"):
                importlib.import_module(name)
        for name in ("bkr_xml", "shared.mail", "setup_job"):
            with self.assertRaisesRegex(ImportError, "is gone: see"):
                importlib.import_module("autotest.client." + name)
        from autotest.client.net import net_utils
        with self.assertRaisesRegex(AttributeError, "net_utils.bonding is gone: see"):
            net_utils.bonding
        with self.assertRaisesRegex(ImportError, "openvswitch is gone"):
            from autotest.client import openvswitch
        with self.assertRaises(ImportError) as caught:
            importlib.import_module("autotest.client.nowhere")
        self.assertNotIn("gone", str(caught.exception))


class Names(unittest.TestCase):
    def test_the_job_has_every_method_and_property(self):
        job = importlib.import_module("autotest.client.job").Job
        for name in JOB.split():
            self.assertTrue(hasattr(job, name), name)

    def test_a_test_has_every_hook(self):
        test = importlib.import_module("autotest.client.test").test
        for name in """initialize setup warmup execute before_run_once run_once after_run_once
            postprocess_iteration postprocess cleanup register_before_iteration_hook
            register_after_iteration_hook write_test_keyval write_iteration_keyval write_attr_keyval
            write_perf_keyval runsubtest assert_ preserve_srcdir network_destabilizing""".split():
            self.assertTrue(hasattr(test, name) or name == "run_once", name)

    def test_each_is_there_by_each_path(self):
        for module, names in MODULES.items():
            actual = importlib.import_module("autotest." + module)
            for name in names.split():
                self.assertTrue(hasattr(actual, name), "%s.%s" % (module, name))
            for path in paths(module):
                self.assertIs(importlib.import_module(path), actual, path)
        for path, module in OLD_PATHS.items():
            actual = importlib.import_module("autotest." + module)
            self.assertIs(importlib.import_module(path), actual, path)

    def test_modules_that_only_set_up_the_others(self):
        for name in ("common", "autotest.common", "autotest_lib.client.common", "setup_modules"):
            importlib.import_module(name)

    def test_each_has_a_docstring(self):
        for module in MODULES:
            actual = importlib.import_module("autotest." + module)
            for name, value in vars(actual).items():
                if callable(value) and getattr(value, "__module__", None) == actual.__name__:
                    if name[0] != "_":
                        self.assertTrue(value.__doc__, "%s.%s" % (module, name))


class Helpers(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.tmp = directory.name

    def path(self, name, text=None):
        path = os.path.join(self.tmp, name)
        if text is not None:
            utils.open_write_close(path, text)
        return path

    def test_jobs_in_the_background(self):
        jobs = [utils.BgJob("echo %d" % number, verbose=False) for number in (1, 2)]
        utils.join_bg_jobs(jobs)
        self.assertEqual([job.result.stdout for job in jobs], ["1\n", "2\n"])
        self.assertEqual([job.result.command for job in jobs], ["echo 1", "echo 2"])
        self.assertEqual(utils.system_parallel(["true", "exit 2"], ignore_status=True), [0, 2])
        with self.assertRaises(error.CmdError) as caught:
            utils.run_parallel(["true", "exit 2"])
        self.assertEqual(caught.exception.result_obj.exit_status, 2)

    def test_results_as_text(self):
        result = utils.run("echo a; echo b >&2; exit 1", ignore_status=True)
        self.assertRegex(
            repr(result),
            r"\* Command:\s+echo a; echo b >&2; exit 1\nExit status: 1\nDuration: \d.*\n\nstdout:\na\nstderr:\nb",
        )

    def test_processes(self):
        child = utils.BgJob("sleep 60 & sleep 60").sp
        try:
            utils.wait_for(lambda: utils.get_children_pids(child.pid), 5, step=0.01)
            self.assertEqual(utils.get_parent_pid(child.pid), os.getpid())
            self.assertTrue(utils.pid_exists(child.pid))
            self.assertTrue(utils.process_is_alive("sleep"))
            self.assertIsInstance(utils.get_pid_cpu(child.pid)[0], int)
        finally:
            utils.kill_process_tree(child.pid)
        self.assertEqual(child.wait(), -signal.SIGKILL)
        self.assertFalse(utils.safe_kill(1 << 29, 0))
        utils.write_pid("me", self.tmp)
        self.assertTrue(utils.program_is_alive("me", self.tmp))
        utils.delete_pid_file_if_exists("me", self.tmp)
        self.assertIsNone(utils.get_pid_from_file("me", self.tmp))

    def test_load(self):
        monitor = utils.FileFieldMonitor("/proc/stat", {"user": (0, 1), "rest": (0, [2, 3])}, True)
        load = utils.SystemLoad([(os.getpid(), "me")])
        monitor.start()
        load.start()
        percent, value = utils.get_cpu_percentage(lambda: sum(range(3_000_000)))
        load.stop()
        monitor.stop()
        values, seconds = monitor.get_status()
        self.assertEqual((value, sorted(values)), (4499998500000, ["rest", "user"]))
        self.assertGreater(percent, 0)
        self.assertGreater(seconds, 0)
        self.assertGreater(load.dump()["me"][1], 1000)
        self.assertIn("me: ", load.get_cpu_status_string())

    def test_the_machine(self):
        self.assertEqual(utils.sysctl_kernel("pid_max"), int(utils.sysctl("kernel/pid_max")))
        self.assertTrue(utils.cpu_online_map())
        self.assertGreater(utils.node_size(), 1 << 20)
        self.assertEqual(utils.get_file_arch("/bin/sh"), utils.get_cpu_arch())
        self.assertEqual(utils.format_ip_with_mask("10.1.2.3", 24), "10.1.2.0/24")
        low, high = utils.get_ip_local_port_range()
        self.assertLess(low, high)
        port = utils.get_unused_port()
        self.assertTrue(utils.is_port_free(port))
        self.assertEqual(utils.find_free_port(port, port + 1), port)
        self.assertGreater(utils.get_num_logical_cpus_per_socket(), 0)
        self.assertGreater(utils.get_uptime(), 0)

    def test_texts_and_lists(self):
        self.assertEqual(utils.unique([2, 1, 2]), [1, 2])
        self.assertEqual(utils.difflist([1, 2], [2, 3]), [3])
        self.assertEqual(utils.get_field("x\ncpu: 5 6 7\n", 1, "cpu:"), "6")
        self.assertEqual(utils.bitlist_to_string(utils.string_to_bitlist("ab")), "ab")
        self.assertEqual(len(utils.generate_random_string(9)), 9)

    def test_trees(self):
        for name, text in (("a", "one\n"), ("b", "two\n")):
            os.makedirs(self.path("%s/sub" % name))
            self.path("%s/sub/file" % name, text)
        utils.merge_trees(self.path("b"), self.path("a"))
        self.assertEqual(utils.read_file(self.path("a/sub/file")), "one\ntwo\n")
        packed = utils.archive_as_tarball(self.path("a"), self.tmp, "p")
        self.assertEqual(packed, self.path("p.tar.bz2"))
        utils.extract_tarball_to_dir(packed, self.path("c"))
        self.assertEqual(list(utils.locate("fi*", self.path("c"))), [self.path("c/sub/file")])
        self.assertEqual(magic.guess_type(packed), "application/x-bzip2")
        utils.safe_rmdir(self.path("c"))
        self.assertFalse(os.path.exists(self.path("c")))

    def test_versions_of_a_class(self):
        class Base(utils.VersionableClass):
            @classmethod
            def get_version(cls):
                return 2

        class Two(Base):
            @classmethod
            def is_right_version(cls, version):
                return version == 2

        self.assertIsInstance(Base.factory(), Two)

    def test_work_in_children(self):
        good = parallel.fork_start(self.tmp, [time.sleep, 0])
        parallel.fork_waitfor(self.tmp, good)
        bad = parallel.fork_start(self.tmp, [_raise_fail])
        with self.assertRaisesRegex(error.TestFail, "from the child"):
            parallel.fork_waitfor(self.tmp, bad)
        late = parallel.fork_start(self.tmp, [time.sleep, 60])
        with self.assertRaisesRegex(error.TestError, "timeout expired"):
            parallel.fork_waitfor_timed(self.tmp, late, 0.1)
        self.assertEqual(os.listdir(self.tmp), [])

    def test_what_must_be_there(self):
        self.assertEqual(os.path.basename(os_dep.command("sh")), "sh")
        for function, word in ((os_dep.command, "command"), (os_dep.library, "library"), (os_dep.header, "header")):
            with self.assertRaisesRegex(ValueError, "Missing %s: lib-of-nobody" % word):
                function("lib-of-nobody")

    def test_configuration(self):
        text = "[A]\nyes=True\nno=0\nblank=\nlist=a, b\nnumber=7\n"
        found = settings.Settings(self.path("config.ini", text))
        values = [found.get_value("A", "yes", bool), found.get_value("A", "no", bool)]
        values += [found.get_value("A", "list", list), found.get_value("A", "number", int)]
        self.assertEqual(values, [True, False, ["a", "b"], 7])
        self.assertEqual(found.get_value("A", "blank", default="d"), "d")
        with self.assertRaises(settings.SettingsError):
            found.get_value("A", "absent")

    def test_temporary_files(self):
        made = autotemp.tempdir(unique_id="t", dir=self.tmp)
        file = autotemp.tempfile(unique_id="t", dir=made.name, text=True)
        file.fo.write("x")
        file.clean()
        self.assertEqual(os.listdir(made.name), [])
        made.clean()
        self.assertEqual(os.listdir(self.tmp), [])

    def test_small_ones(self):
        kind = enum.Enum("Low", "Very High")
        self.assertEqual((kind.VERY_HIGH, kind.get_string(0), kind.get_value("low")), (1, "Low", 0))
        ignoring = log.log_and_ignore_errors("said")(_raise_fail)
        with self.assertLogs(level="ERROR"):
            self.assertIsNone(ignoring())
        lines = []

        def run(line, ignore_status):
            lines.append(line)
            return utils.CmdResult(line, exit_status=4)

        manager = service.ServiceManager(run, systemd=True)
        self.assertIsNone(manager.status("x;y"))
        service.ServiceManager(run, systemd=False).start("cron")
        self.assertEqual(lines, ["systemctl status 'x;y'", "service 'cron' start"])


def _raise_fail():
    raise error.TestFail("from the child")


class Sync(unittest.TestCase):
    def test_each_host_gets_what_every_host_gave(self):
        server = syncdata.SyncListenServer("127.0.0.1", 0)
        self.addCleanup(server.close)
        hosts = ["127.0.0.1#a", "127.0.0.1#b"]

        def host(name):
            line = syncdata.SyncData(hosts[0], name, hosts, "s", server)
            return line.sync({"from": name}, timeout=10)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            both = list(pool.map(host, hosts))
        self.assertEqual(both[0], {name: {"from": name} for name in hosts})
        self.assertEqual(both[0], both[1])

    def test_one_that_does_not_come(self):
        server = syncdata.SyncListenServer("127.0.0.1", 0)
        self.addCleanup(server.close)
        alone = syncdata.SyncData("127.0.0.1", "127.0.0.1", ["127.0.0.1", "other"], "s", server)
        with self.assertRaisesRegex(error.DataSyncError, "not all of"):
            alone.sync(1, timeout=0.3)


if __name__ == "__main__":
    sys.exit(unittest.main())
