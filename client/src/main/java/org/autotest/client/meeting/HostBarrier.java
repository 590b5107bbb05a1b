package org.autotest.client.meeting;

import java.time.Duration;
import java.util.Arrays;
import org.autotest.client.api.Barrier;
import org.autotest.client.api.JobError;
import org.autotest.core.meeting.BarrierMember;
import org.autotest.core.meeting.MeetingFailed;

/// This host's side of a barrier.
public final class HostBarrier implements Barrier {
  private final BarrierMember member;
  private final String tag;

  /// This host's side.
  ///
  /// @param host this member's name
  /// @param tag names the meeting
  /// @param limit how long to wait
  public HostBarrier(String host, String tag, Duration limit, int port) {
    this.member = new BarrierMember(new SocketNetwork(), host, tag, limit, port);
    this.tag = tag;
  }

  @Override
  public void rendezvous(String... members) {
    meet(members, false);
  }

  @Override
  public void giveUp(String... members) {
    meet(members, true);
  }

  private void meet(String[] members, boolean givesUp) {
    try {
      member.meet(Arrays.asList(members), givesUp);
    } catch (MeetingFailed failed) {
      throw new JobError(failed.problem());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new JobError("barrier %s: the job is being stopped".formatted(tag));
    }
  }
}
