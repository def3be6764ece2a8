package chat.suda.identity;

import chat.suda.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Key;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.keys.AesKey;
import org.jose4j.lang.JoseException;

/**
 * Encrypts values that only Suda's nodes may read: a JWE (RFC 7516), {@code dir} with {@code
 * A256GCM}, under {@code suda.login.key} or a generated key in the database.
 */
@ApplicationScoped
public class Encryption {

  private static final int KEY_BITS = 256;
  private static final AlgorithmConstraints DIRECT =
      new AlgorithmConstraints(ConstraintType.PERMIT, KeyManagementAlgorithmIdentifiers.DIRECT);
  private static final AlgorithmConstraints AES_GCM =
      new AlgorithmConstraints(
          ConstraintType.PERMIT, ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);

  @Inject Settings settings;
  @Inject LoginKeyStore store;

  private volatile Key key;

  String encrypt(String text) {
    try {
      JsonWebEncryption jwe = new JsonWebEncryption();
      jwe.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.DIRECT);
      jwe.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
      jwe.setKey(key());
      jwe.setPayload(text);
      return jwe.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Decrypts a value; empty if it is invalid or was encrypted under another key or for another
   * purpose.
   */
  Optional<String> decrypt(String compact) {
    try {
      JsonWebEncryption jwe = new JsonWebEncryption();
      jwe.setAlgorithmConstraints(DIRECT);
      jwe.setContentEncryptionAlgorithmConstraints(AES_GCM);
      jwe.setKey(key());
      jwe.setCompactSerialization(compact);
      return Optional.of(jwe.getPayload());
    } catch (JoseException e) {
      return Optional.empty();
    }
  }

  private Key key() {
    Key known = key;
    if (known == null) {
      String secret = settings.authentication().logins().key().orElseGet(this::stored);
      known = new AesKey(Digests.sha256Bytes("suda.login.key\n" + secret));
      key = known;
    }
    return known;
  }

  private String stored() {
    return store.find().orElseGet(this::generated);
  }

  private String generated() {
    String secret = Digests.random(KEY_BITS);
    try {
      store.add(secret);
      return secret;
    } catch (RuntimeException e) {
      // Another node has stored a key first.
      return store.find().orElseThrow(() -> e);
    }
  }
}
