package chat.suda.config;

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
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Certificates that are trusted in addition to the JVM's own. */
final class TrustStore {

  private TrustStore() {}

  /**
   * Reads a file of PEM (RFC 7468) or PKCS12.
   *
   * @param password of a PKCS12 file; ignored for PEM
   * @return TLS that trusts those certificates and the JVM's
   * @throws GeneralSecurityException if there are none in it
   */
  static SSLContext read(Path file, String password) throws IOException, GeneralSecurityException {
    byte[] bytes = Files.readAllBytes(file);
    boolean pem = new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE");
    KeyStore added = pem ? pem(bytes) : pkcs12(bytes, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Either(managers(null), managers(added))}, null);
    return context;
  }

  private static KeyStore pem(byte[] bytes) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes));
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("c" + store.size(), certificate);
    }
    return store;
  }

  private static KeyStore pkcs12(byte[] bytes, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(bytes), password.toCharArray());
    return store;
  }

  /** For that store, or the JVM's own if {@code null}. */
  private static X509TrustManager managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
  }

  /** Trusts a certificate that either of the two trusts. The caller verifies the host name. */
  private record Either(X509TrustManager first, X509TrustManager second)
      implements X509TrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      try {
        first.checkServerTrusted(chain, type);
      } catch (CertificateException e) {
        second.checkServerTrusted(chain, type);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      first.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      List<X509Certificate> issuers = new ArrayList<>(List.of(first.getAcceptedIssuers()));
      issuers.addAll(List.of(second.getAcceptedIssuers()));
      return issuers.toArray(X509Certificate[]::new);
    }
  }
}
