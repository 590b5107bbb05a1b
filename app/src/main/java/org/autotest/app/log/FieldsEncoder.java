package org.autotest.app.log;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/// Lines as JSON objects, in which the words that a message begins with, such as `job=17 entry=23
/// host=host7`, are fields as well: `"kvpList":[{"job":"17"},{"entry":"23"},{"host":"host7"}]`.
final class FieldsEncoder extends JsonEncoder {
  private static final Pattern FIELD = Pattern.compile("\\G([a-z_]{1,30})=([^\\s:]{1,300})[ :]");

  @Override
  public byte[] encode(ILoggingEvent event) {
    if (event instanceof LoggingEvent line && line.getKeyValuePairs() == null) {
      Matcher field = FIELD.matcher(line.getFormattedMessage());
      while (field.find()) {
        line.addKeyValuePair(new KeyValuePair(field.group(1), field.group(2)));
      }
    }
    return super.encode(event);
  }
}
