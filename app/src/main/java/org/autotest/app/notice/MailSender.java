package org.autotest.app.notice;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Properties;
import org.autotest.app.config.NoticeConfig.Login;
import org.autotest.app.config.NoticeConfig.Mail;
import org.autotest.app.config.NoticeConfig.Security;
import org.autotest.store.notices.Notice;

/// Sends mail through a server. The id of a message is made of the notice, so that one that is sent
/// again, because nobody knows whether it went out, is seen as the same by programs that read mail.
final class MailSender {
  private static final String LIMIT_MILLIS = "20000";

  private final Mail server;
  private final InstantSource clock;
  private final Session session;

  MailSender(Mail server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
    Properties properties = new Properties();
    properties.put("mail.smtp.host", server.host());
    properties.put("mail.smtp.port", Integer.toString(server.port()));
    properties.put("mail.smtp.connectiontimeout", LIMIT_MILLIS);
    properties.put("mail.smtp.timeout", LIMIT_MILLIS);
    properties.put("mail.smtp.writetimeout", LIMIT_MILLIS);
    properties.put("mail.smtp.auth", Boolean.toString(server.login().isPresent()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    if (server.security() == Security.STARTTLS) {
      properties.put("mail.smtp.starttls.enable", "true");
      properties.put("mail.smtp.starttls.required", "true");
    }
    if (server.security() == Security.TLS) {
      properties.put("mail.smtp.ssl.enable", "true");
    }
    session = Session.getInstance(properties);
  }

  /// @throws NotSent for good when the address is none, for now when the server does not take it
  void send(Notice notice, Message told) throws NotSent {
    String attempt =
        "sending mail to %s by %s:%d".formatted(notice.recipient(), server.host(), server.port());
    try {
      MimeMessage message = message(notice, told);
      Login login = server.login().orElse(new Login("", ""));
      if (server.login().isPresent()) {
        Transport.send(message, login.user(), login.password());
      } else {
        Transport.send(message);
      }
    } catch (AddressException noAddress) {
      throw NotSent.forEver(attempt + ": it is no address: " + noAddress.getMessage());
    } catch (MessagingException trouble) {
      throw NotSent.forNow(attempt + ": " + innermost(trouble));
    }
  }

  private MimeMessage message(Notice notice, Message told) throws MessagingException {
    String id = "<autotest-notice-%d@%s>".formatted(notice.id(), domain());
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    message.setFrom(new InternetAddress(server.from(), true));
    message.setRecipient(
        jakarta.mail.Message.RecipientType.TO, new InternetAddress(notice.recipient(), true));
    message.setSubject(told.subject(), StandardCharsets.UTF_8.name());
    message.setText(told.text(), StandardCharsets.UTF_8.name());
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("Date", RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    return message;
  }

  private String domain() {
    String from = server.from();
    return from.substring(from.lastIndexOf('@') + 1).replaceAll("[^A-Za-z0-9.-]", "");
  }

  private static String innermost(MessagingException trouble) {
    Exception inner = trouble;
    while (inner instanceof MessagingException outer && outer.getNextException() != null) {
      inner = outer.getNextException();
    }
    return String.valueOf(inner.getMessage()).strip();
  }
}
