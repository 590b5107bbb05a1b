package org.autotest.autoserv.host;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.jspecify.annotations.Nullable;

/// A machine could not be reached, refused us, or was lost; with the words of ssh.
public final class SshFailure extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// What went wrong, for those who decide what to do about it.
  public enum Kind {
    /// No connection: refused, no route, no answer. May mend itself.
    UNREACHABLE(Blame.HOST),
    /// The name does not resolve, here or on the machine on the way to it.
    NAME_UNKNOWN(Blame.LAB),
    /// What ssh goes through, such as a jump host, does not let us through, or does not say why we
    /// do not get through. May mend itself.
    WAY_BROKEN(Blame.LAB),
    /// The machine does not accept our key, or lets nobody in.
    LOGIN_REFUSED(Blame.HOST),
    /// Another machine answers to the name, or it was installed anew: a person must decide.
    HOST_KEY_CHANGED(Blame.LAB),
    /// The machine answers, but a command did not end in time.
    TIMED_OUT(Blame.HOST),
    /// The connection broke while in use.
    LOST(Blame.HOST),
    /// This side: no ssh program, or a configuration that it does not accept.
    MISCONFIGURED(Blame.LAB);

    private final Blame blame;

    Kind(Blame blame) {
      this.blame = blame;
    }

    /// Whether waiting and trying again may help.
    public boolean mayMendItself() {
      return mayHang() || this == WAY_BROKEN;
    }

    /// Whether the machine itself may be the one that hangs.
    public boolean mayHang() {
      return this == UNREACHABLE || this == LOST || this == TIMED_OUT;
    }

    /// Whether it tells nothing of the machine itself: we did not even get to it.
    public boolean isOnTheWay() {
      return this == NAME_UNKNOWN || this == WAY_BROKEN || this == MISCONFIGURED;
    }

    /// Whether a machine that was reached before may only be away: its name server too, or whoever
    /// knows our key.
    public boolean mayBeAway() {
      return mayMendItself() || this == NAME_UNKNOWN || this == LOGIN_REFUSED;
    }
  }

  private static final Pattern CHANGED =
      Pattern.compile("host identification has changed|host key verification failed");

  /// Where the key stands that we knew, and the name that it stands under.
  private static final Pattern OFFENDING = Pattern.compile("Offending \\S+ key in (.+):(\\d+)");

  private static final Pattern KEY_OF = Pattern.compile("[Hh]ost key for (\\S+) has changed");
  private static final Pattern UNRESOLVED =
      Pattern.compile(
          "could not resolve hostname|in name resolution|name or service not known"
              + "|no address associated with hostname|nodename nor servname"
              + "|name does not resolve");

  /// ssh has no address of a machine that it reaches through a program or another machine.
  private static final Pattern THROUGH =
      Pattern.compile("unknown port 65535|stdio forwarding failed");

  /// The other machine says that it got no answer from the one behind it.
  private static final Pattern BEHIND =
      Pattern.compile(
          "open failed: connect failed: (connection refused|connection timed out|no route to host)");

  private static final Pattern REFUSED =
      Pattern.compile(
          "permission denied|too many authentication failures|not available|not allowed");
  private static final Pattern CONFIGURATION =
      Pattern.compile(
          "bad configuration option|can't open user config|bad owner or permissions"
              + "|bad stdio forwarding|missing argument|unsupported option|illegal option"
              + "|line \\d+: ");

  /// ssh did not even begin, or gave up over its own configuration. What a machine, or the one on
  /// the way to it, says does not read so.
  private static final Pattern OURS =
      Pattern.compile(
          "^connecting to \\S+: (the program \\S+ does not start: |Can't open user config file "
              + "|Bad owner or permissions on |.*: terminating, \\d+ bad configuration options$)");

  private final Kind kind;
  private final boolean slow;
  private final transient @Nullable CommandResult output;

  /// A failure that we saw ourselves.
  ///
  /// @param message attempt, object, observation
  public SshFailure(Kind kind, String message) {
    super(kind.blame, message);
    this.kind = kind;
    this.slow = false;
    this.output = null;
  }

  /// A command that did not end in time.
  ///
  /// @param message attempt, object, observation
  /// @param output what it had printed by then
  /// @param answers whether the machine still did, so that only the command was slow
  SshFailure(String message, CommandResult output, boolean answers) {
    this(Kind.TIMED_OUT.blame, message, output, answers);
  }

  private SshFailure(Blame blame, String message, @Nullable CommandResult output, boolean slow) {
    super(blame, message);
    this.kind = Kind.TIMED_OUT;
    this.output = output;
    this.slow = slow;
  }

  /// The same for a command of a control file, which has to know how long its commands take: the
  /// machine is to blame only when it did not answer any more.
  SshFailure ofControlFile() {
    return slow ? new SshFailure(Blame.SUBMITTER, problem(), output, true) : this;
  }

  /// A failure that ssh told us of.
  ///
  /// @param doing the attempt and its object: `connecting to host7`
  /// @param exit of the ssh program, usually 255
  /// @param words its error output, may be blank
  static SshFailure of(String doing, int exit, String words) {
    String line = onOneLine(words);
    Kind kind = kindOf(line);
    Matcher offending = OFFENDING.matcher(words);
    Matcher name = KEY_OF.matcher(words);
    if (kind == Kind.HOST_KEY_CHANGED && offending.find() && name.find()) {
      String file = offending.group(1);
      return new SshFailure(
          kind,
          "%s: its host key is not the one in %s:%s; if it was installed anew: ssh-keygen -f %s -R %s"
              .formatted(
                  doing,
                  file,
                  offending.group(2),
                  ShellWords.quoteIfNeeded(file),
                  ShellWords.quoteIfNeeded(name.group(1))));
    }
    return new SshFailure(kind, doing + ": " + shown(line, exit));
  }

  /// A connection that worked broke. What ssh says of it stands among the words of what ran there,
  /// which are not looked into.
  ///
  /// @param doing as for [#of]
  static SshFailure lost(String doing, int exit, String words) {
    return new SshFailure(Kind.LOST, doing + ": " + shown(onOneLine(words), exit));
  }

  private static String onOneLine(String words) {
    return words.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static String shown(String line, int exit) {
    return line.isEmpty() ? "the connection ended with exit status " + exit : shortened(line);
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public boolean isBeforehand() {
    return kind == Kind.MISCONFIGURED && OURS.matcher(problem()).find();
  }

  /// What a command had printed that did not end in time; its exit status means nothing.
  public Optional<CommandResult> output() {
    return Optional.ofNullable(output);
  }

  /// Whether the machine on the way says that the one behind it does not answer.
  boolean isOfMachineBehind() {
    return BEHIND.matcher(problem().toLowerCase(Locale.ROOT)).find();
  }

  private static Kind kindOf(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    if (CHANGED.matcher(lower).find()) {
      return Kind.HOST_KEY_CHANGED;
    }
    if (UNRESOLVED.matcher(lower).find()) {
      return Kind.NAME_UNKNOWN;
    }
    if (CONFIGURATION.matcher(lower).find()) {
      return Kind.MISCONFIGURED;
    }
    if (REFUSED.matcher(lower).find()) {
      return Kind.LOGIN_REFUSED;
    }
    boolean lost = THROUGH.matcher(lower).find() && !BEHIND.matcher(lower).find();
    return lost ? Kind.WAY_BROKEN : Kind.UNREACHABLE;
  }

  private static String shortened(String line) {
    int charsMax = 600;
    return line.length() <= charsMax ? line : "… " + line.substring(line.length() - charsMax);
  }
}
