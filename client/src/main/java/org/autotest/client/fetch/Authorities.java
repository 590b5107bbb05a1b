package org.autotest.client.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.autotest.core.failure.Blame;

/// Who may vouch for servers of https: those whom the machine trusts, in a file of PEM
/// certificates.
///
/// @param file the file; empty for those whom the Java runtime brings along
/// @param isNamed whether a person named it: then nobody else is trusted, whatever is wrong with it
record Authorities(Optional<Path> file, boolean isNamed) {
  /// Where distributions keep them: Debian and Arch, Fedora, SUSE, Alpine.
  private static final List<String> USUAL =
      List.of(
          "etc/ssl/certs/ca-certificates.crt",
          "etc/pki/tls/certs/ca-bundle.crt",
          "etc/ssl/ca-bundle.pem",
          "etc/ssl/cert.pem");

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", Pattern.DOTALL);

  /// Those of a machine, or of the file that the variable `SSL_CERT_FILE` names.
  static Authorities of(Map<String, String> environment, Path root) {
    Optional<Path> named =
        Optional.ofNullable(environment.get("SSL_CERT_FILE"))
            .filter(name -> !name.isBlank())
            .map(Path::of);
    return named.isPresent()
        ? new Authorities(named, true)
        : new Authorities(
            USUAL.stream().map(root::resolve).filter(Files::isReadable).findFirst(), false);
  }

  /// What makes connections that they vouch for; empty when it is left to the runtime, as when the
  /// file has no certificate.
  ///
  /// @throws FetchFailed when a file was named that cannot be read, or has no certificate
  Optional<SSLSocketFactory> sockets() throws IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    if (isNamed && !Files.isReadable(file.get())) {
      throw new FetchFailed(Blame.HOST, "SSL_CERT_FILE: %s cannot be read".formatted(file.get()));
    }
    try {
      List<Certificate> certificates = read(file.get());
      if (isNamed && certificates.isEmpty()) {
        throw new FetchFailed(
            Blame.HOST, "SSL_CERT_FILE: %s has no certificate (PEM)".formatted(file.get()));
      }
      return certificates.isEmpty() ? Optional.empty() : Optional.of(trusting(certificates));
    } catch (GeneralSecurityException cannot) {
      throw new IOException("certificates of %s: %s".formatted(file.get(), cannot), cannot);
    }
  }

  /// One that cannot be read is left out.
  private static List<Certificate> read(Path file) throws IOException, CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> certificates = new ArrayList<>();
    Matcher block = PEM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      byte[] bytes = block.group().getBytes(StandardCharsets.ISO_8859_1);
      try {
        certificates.add(factory.generateCertificate(new ByteArrayInputStream(bytes)));
      } catch (CertificateException broken) {
        // It vouches for nobody.
      }
    }
    return certificates;
  }

  private static SSLSocketFactory trusting(List<Certificate> certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int number = 0; number < certificates.size(); number++) {
      store.setCertificateEntry("authority" + number, certificates.get(number));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
