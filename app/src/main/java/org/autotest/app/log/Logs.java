package org.autotest.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.List;
import org.autotest.app.config.LabConfig.LogFormat;
import org.autotest.app.config.LabConfig.LogLevel;
import org.slf4j.LoggerFactory;

/// Sets the logging of this process up. A line of text reads
///
/// ```
/// 2026-03-01T12:00:00.123Z INFO  dispatcher.Dispatcher  job 17: started autoserv on host1
/// ```
///
/// and the same in JSON is one object with the fields of logback's `JsonEncoder` and those that
/// [FieldsEncoder] finds.
public final class Logs {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %replace(%logger){'^org\\.autotest\\.',''}"
          + "  %msg%n%ex";

  /// A file is put aside at this size; five that were put aside are kept.
  private static final long FILE_BYTES_MAX = 20_000_000;

  private static final int FILES_KEPT = 5;

  /// Libraries that tell too much of their daily life.
  private static final List<String> TALKATIVE =
      List.of("java", "jdk", "sun", "org.eclipse.jetty", "org.apache.sshd", "org.flywaydb");

  private Logs() {}

  /// Lines go to standard error.
  public static void toStandardError(LogFormat format, LogLevel level) {
    LoggerContext context = start(level);
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    attach(context, appender, format);
  }

  /// Lines go to a file, whose directory exists.
  public static void toFile(Path file, LogFormat format, LogLevel level) {
    LoggerContext context = start(level);
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setFile(file.toString());
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(appender);
    window.setFileNamePattern(file.toString().replace("%", "\\%") + ".%i");
    window.setMinIndex(1);
    window.setMaxIndex(FILES_KEPT);
    window.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(FILE_BYTES_MAX));
    size.start();
    appender.setRollingPolicy(window);
    appender.setTriggeringPolicy(size);
    attach(context, appender, format);
  }

  private static LoggerContext start(LogLevel level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level.name()));
    // It logs what it also throws, which is told elsewhere.
    context.getLogger("io.javalin").setLevel(Level.OFF);
    context.getLogger("org.mariadb.jdbc").setLevel(Level.ERROR);
    context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
    TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    return context;
  }

  private static void attach(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, LogFormat format) {
    appender.setContext(context);
    appender.setEncoder(encoder(context, format));
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    return switch (format) {
      case TEXT -> {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        text.start();
        yield text;
      }
      case JSON -> {
        JsonEncoder json = new FieldsEncoder();
        json.setContext(context);
        json.start();
        yield json;
      }
    };
  }
}
