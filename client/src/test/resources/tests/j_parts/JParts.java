class JParts extends ClientTest {
  void runOnce(@Default("GOOD") String status) throws IOException {
    subResult("one", StatusCode.GOOD, "");
    subResult("two", StatusCode.valueOf(status), "it was told so", Duration.ofMillis(1500));
    Files.writeString(outputDir().resolve("own.tap"), "ok 1 - a\nok 2 - b # SKIP not here\n");
    SubResultCounts read = readSubResults(Path.of("own.tap"));
    check(read.total() == 2 && read.passed() == 1 && read.skipped() == 1, read.toString());
  }
}
