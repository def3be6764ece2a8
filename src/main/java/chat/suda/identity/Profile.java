package chat.suda.identity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The data of a person from a token or a proxy. Names are cut and have no control characters; roles
 * longer than {@value #MAX_ROLE_CHARS} are dropped.
 *
 * @param issuer who reports it
 * @param subject the person, unique and never reassigned at the issuer
 * @param name, email or {@code null}
 */
record Profile(String issuer, String subject, String name, String email, Set<String> roles) {

  private static final int MAX_NAME_CHARS = 200;
  private static final int MAX_EMAIL_CHARS = 320;
  private static final int MAX_ROLE_CHARS = 256;
  private static final int MAX_ROLES = 1000;

  Profile {
    name = clean(name, MAX_NAME_CHARS);
    email = clean(email, MAX_EMAIL_CHARS);
    roles = cleanRoles(roles);
  }

  /** An id that depends only on issuer and subject. */
  String digest() {
    return Digests.sha256(issuer + '\n' + subject);
  }

  Profile withRoles(Set<String> others) {
    return new Profile(issuer, subject, name, email, others);
  }

  static Set<String> cleanRoles(Collection<String> roles) {
    Set<String> clean = new LinkedHashSet<>();
    for (String role : roles) {
      String text = role.length() > MAX_ROLE_CHARS ? null : clean(role, MAX_ROLE_CHARS);
      if (text != null && clean.size() < MAX_ROLES) {
        clean.add(text);
      }
    }
    return Set.copyOf(clean);
  }

  /** On one line and cut to that length; {@code null} if nothing remains. */
  private static String clean(String text, int most) {
    if (text == null) {
      return null;
    }
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cs}\u2028\u2029]", " ").strip();
    int end = Math.min(line.length(), most);
    if (end > 0 && end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return end == 0 ? null : line.substring(0, end);
  }
}
