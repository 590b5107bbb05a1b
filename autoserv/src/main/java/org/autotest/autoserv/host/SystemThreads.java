package org.autotest.autoserv.host;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Threads of the system for whatever works on machines, since that waits in pipes of processes. A
/// virtual thread that waits there keeps the thread that carries it; once as many do as there are
/// processors, and the runtime has let those go for half a minute that it had begun in their place,
/// no other virtual thread runs until one of the pipes has something to say.
public final class SystemThreads {
  private SystemThreads() {}

  /// A thread for each task. None of them keeps the process from ending.
  public static ExecutorService perTask() {
    return Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
  }

  /// Starts one.
  public static Thread start(Runnable work) {
    return Thread.ofPlatform().daemon().start(work);
  }
}
