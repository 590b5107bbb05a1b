package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// Files between the server and machines where they are not plain: links, pipes, names of other
/// letters, what a transfer replaces, what a command reads.
final class FileTransfersTest extends PythonRigTest {
  /// `there` is a tree on the machine, `here` the same tree on this side.
  private static final String TREES =
      """
      import os
      host = hosts.create_host("loop")
      there = host.get_tmp_dir()
      make = ("mkdir -p tree/sub && echo text >tree/sub/file && ln -s sub/file tree/inner"
              " && ln -s tree/sub/file latest && ln -s tree current && ln -s ../outside tree/out"
              " && echo beside >outside && mkfifo pipe")
      host.run("cd %s && %s" % (there, make))
      here = os.path.join(job.resultdir, "here")
      os.mkdir(here)
      assert os.system("cd %s && %s" % (here, make)) == 0

      def read(path):
          with open(path) as file:
              return file.read().strip()
      """;

  @Test
  void what_links_point_to_is_sent() throws Exception {
    passes(
        "loop",
        TREES
            + """
            host.send_file(here + "/latest", there + "/k.rpm")
            assert host.run_output("readlink %s/k.rpm || cat %s/k.rpm" % (there, there)) == "text"
            host.send_file(here + "/current", there + "/to/")
            assert host.run_output("cd %s/to/current && find . -type l && cat sub/file inner out" % there) == (
                "text\\ntext\\nbeside")
            host.run("echo changed >%s/to/current/inner" % there)
            assert host.run_output("cat %s/to/current/sub/file" % there) == "text"

            host.send_file(here + "/latest", there + "/kept", preserve_symlinks=True)
            assert host.run_output("readlink %s/kept" % there) == "tree/sub/file"
            host.send_file(here + "/tree", there + "/with", preserve_symlinks=True)
            assert host.run_output("cd %s/with/tree && readlink inner out" % there) == "sub/file\\n../outside"
            """);
  }

  @Test
  void what_links_point_to_is_fetched() throws Exception {
    passes(
        "loop",
        TREES
            + """
            host.get_file(there + "/latest", "file")
            assert read("file") == "text" and not os.path.islink("file")
            os.mkdir("into")
            host.get_file(there + "/latest", "into")
            assert read("into/latest") == "text"
            host.get_file(there + "/current", "trees")
            assert read("trees/current/sub/file") == read("trees/current/inner") == "text"
            assert read("trees/current/out") == "beside"

            host.get_file(there + "/tree", "kept", preserve_symlinks=True)
            assert os.readlink("kept/tree/inner") == "sub/file"
            assert os.readlink("kept/tree/out") == "../outside"
            """);
  }

  @Test
  void in_java_the_link_that_is_named_is_followed_and_those_in_a_directory_are_kept()
      throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          var here = job.resultDirectory();
          Files.createDirectories(here.resolve("tree/sub"));
          Files.writeString(here.resolve("tree/sub/file"), "text");
          Files.createSymbolicLink(here.resolve("tree/inner"), Path.of("sub/file"));
          Files.createSymbolicLink(here.resolve("latest"), Path.of("tree/sub/file"));
          Files.createSymbolicLink(here.resolve("current"), Path.of("tree"));
          String there = host.temporaryDirectory();
          host.sendFile("latest", there + "/k.rpm");
          is("text", host.output("cat " + there + "/k.rpm"));
          host.sendFile("current", there);
          is("sub/file", host.output("readlink " + there + "/current/inner"));

          host.run("cd " + there + " && ln -s current now && ln -s current/sub/file new");
          host.getFile(there + "/new", "came");
          is("text", Files.readString(here.resolve("came")));
          host.getFile(there + "/now", "trees");
          is("text", Files.readString(here.resolve("trees/now/sub/file")));
          is(Path.of("sub/file"), Files.readSymbolicLink(here.resolve("trees/now/inner")));
        }
        """
            + IS);
  }

  @Test
  void what_cannot_come_is_told_as_the_request_s_fault() throws Exception {
    assertThat(
            run(
                "loop",
                TREES
                    + """
                    os.mkdir("into")
                    for dest in ("single", "into"):
                        try:
                            host.get_file(there + "/pipe", dest)
                            raise ValueError("a pipe came")
                        except AutoservError as refused:
                            assert str(refused).endswith("'pipe' is no file, directory or symbolic link"), refused
                    assert os.listdir("into") == [] and ".fetched" not in str(os.listdir("."))
                    host.get_file(there + "/tree/out", "single", preserve_symlinks=True)
                    """))
        .isEqualTo(Ending.FAILED);

    assertThat(failure())
        .matches(
            "blame=SUBMITTER\nproblem=fetching loop:.*: 'out' is a link out of the directory\n");
  }

  @Test
  void what_is_replaced_are_directories_that_come_and_nothing_else() throws Exception {
    passes(
        "loop",
        TREES
            + """
            host.run("cd %s && mkdir -p opt/tree opt/other && touch opt/tree/old opt/other/old opt/old" % there)
            host.send_file([here + "/tree", here + "/outside"], there + "/opt", delete_dest=True)
            assert host.run_output("cd %s/opt && find . -type f | sort" % there).split() == (
                ["./old", "./other/old", "./outside", "./tree/inner", "./tree/out", "./tree/sub/file"])
            os.mkdir("a")
            os.mkdir("b")
            open("a/one", "w").close()
            open("b/two", "w").close()
            host.send_file(["a/", "b/"], there + "/opt", delete_dest=True)
            assert host.run_output("cd %s/opt && find . -type f | sort" % there).split() == ["./one", "./two"]
            host.send_file("a/one", there + "/opt", delete_dest=True)
            assert host.run_output("ls %s/opt" % there).split() == ["one", "two"]

            os.makedirs("got/tree")
            open("got/tree/old", "w").close()
            open("got/old", "w").close()
            host.get_file(there + "/tree", "got", delete_dest=True)
            assert sorted(os.listdir("got")) == ["old", "tree"] and "old" not in os.listdir("got/tree")
            host.get_file(there + "/opt/", "got", delete_dest=True)
            for unnamed in (there + "/tree/..", there + "/tree/."):
                try:
                    host.get_file(unnamed, "got", delete_dest=True)
                    raise AssertionError(unnamed)
                except ValueError as refused:
                    assert "without a name" in str(refused)
            assert sorted(os.listdir("got")) == ["one", "two"] and os.path.exists("status.log")
            """);
  }

  @Test
  void a_file_comes_whatever_letters_its_name_has() throws Exception {
    Path machine = Files.createDirectory(temp.resolve("machine"));
    program(
        "machine/name", "#!/bin/sh\nprintf 'text' >\"$1/$(printf 'gr\\303\\266\\303\\237e')\"\n");
    passes(
        "loop",
        """
        import os
        host = hosts.create_host("loop")
        host.run("%1$s/name %1$s")
        host.get_file("%1$s/gr*e", "single")
        assert open("single").read() == "text"
        host.get_file("%1$s/", "all")
        assert len(os.listdir("all")) == 2
        """
            .formatted(machine));
  }

  @Test
  void what_a_command_reads_is_no_part_of_it() throws Exception {
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        large = "0123456789" * 15000
        assert host.run("wc -c", stdin=large).stdout.strip() == "150000"
        assert host.run("cat", stdin=b"bytes").stdout == "bytes"
        assert host.run("cat >/dev/null; tr '[:cntrl:]' ' ' </proc/$$/cmdline", stdin="it's secret").stdout.count("secret") == 0
        host.env["WORD"] = "w"
        work = host.run_async("cat; echo $WORD", stdin="given ", args=("a  b",))
        assert work.wait_for(20).stdout == "given w a  b\\n"
        for attempt in (lambda: host.run(": " + large), lambda: host.run_async(": " + large)):
            try:
                attempt()
                raise RuntimeError("it ran")
            except ValueError, refused:
                assert " are taken" in str(refused), refused
        try:
            host.run_async("true", timeout=5)
            raise RuntimeError("it ran")
        except error.AutoservUnsupportedError, refused:
            job.record("GOOD", None, "refused", str(refused))
        """);
    assertThat(rig.file("debug/autoserv.DEBUG")).doesNotContain("secret").contains("wc -c");
  }

  @Test
  void what_a_command_reads_lies_in_a_directory_of_its_thread() throws Exception {
    passes(
        "loop",
        """
        import os, threading, time
        host = hosts.create_host("loop")
        found = []
        def note():
            found.append(os.path.dirname(host.run_output("readlink /proc/self/fd/0", stdin="a")))
        thread = threading.Thread(target=note)
        thread.start()
        thread.join()
        until = time.time() + 30
        while host.path_exists(found[0]) and time.time() < until:
            time.sleep(0.05)
        note()
        assert found[0] != found[1], found
        assert host.run_output("stat -c %%a " + found[1]) == "700"
        open("%s", "w").write(found[1])
        """
            .formatted(temp.resolve("directory")));

    assertThat(Path.of(Files.readString(temp.resolve("directory")))).doesNotExist();
  }

  @Test
  void a_directory_comes_though_nothing_in_it_can() throws Exception {
    passes(
        "loop",
        TREES
            + """
            host.run("mkdir %s/links && ln -s ../outside %s/links/out" % (there, there))
            host.get_file(there + "/links/", "links", preserve_symlinks=True)
            assert os.listdir("links") == []
            """);

    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains("left out: 'out' is a link out of the directory");
  }

  @Test
  void a_tag_of_a_test_in_python_stays_in_the_results() throws Exception {
    refusesTag(
        "here.py",
        """
        from autotest.server import test
        class here(test.test):
            def run_once(self):
                pass
        """,
        "job.run_test('here', tag='/../../../x')\n");
  }

  @Test
  void a_tag_of_a_test_in_java_stays_in_the_results() throws Exception {
    refusesTag(
        "Here.java",
        """
        class Here extends ServerTest {
          public void runOnce() {}
        }
        """,
        "void main() {\n  job.runTest(\"here\", arg(\"tag\", \"/../../../x\"));\n}\n");
  }

  private void refusesTag(String file, String source, String control) throws Exception {
    Path tests = temp.resolve("tests");
    Files.writeString(Files.createDirectories(tests.resolve("here")).resolve(file), source);
    Path given = Files.writeString(temp.resolve("given"), control);

    List<String> words =
        rig.common("--server-tests-dir", tests.toString(), "-m", "loop", given.toString());
    assertThat(rig.run(words)).isEqualTo(Ending.FAILED);

    assertThat(failure())
        .startsWith("blame=SUBMITTER\n")
        .contains("'here./../../../x' cannot be a directory of the results");
    assertThat(rig.status()).doesNotContain("START");
  }
}
