package org.autotest.cli;

import org.jspecify.annotations.Nullable;

/// One run of the program: what was asked of all commands, the server, the output.
final class Session implements AutoCloseable {
  private final Globals globals;
  private final Surroundings around;
  private @Nullable ApiClient api;

  Session(Globals globals, Surroundings around) {
    this.globals = globals;
    this.around = around;
  }

  Globals globals() {
    return globals;
  }

  Surroundings around() {
    return around;
  }

  /// The server; found when first asked for.
  ApiClient api() {
    ApiClient client = api;
    if (client == null) {
      Server server = Server.find(globals.web(), globals.token(), around);
      client = new ApiClient(server, this::trace);
      api = client;
    }
    return client;
  }

  Printer printer() {
    return new Printer(globals, around);
  }

  /// Tells the person something that is no data.
  void say(String text) {
    around.err().println(text);
  }

  @Override
  public void close() {
    if (api != null) {
      api.close();
    }
    around.out().flush();
  }

  private void trace(String text) {
    if (globals.debug()) {
      say("debug: " + text);
    }
  }
}
