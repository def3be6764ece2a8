package chat.suda.identity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a token or a proxy tells of a person. Names are cut and have no control characters; a role
 * that is longer than {@value #ROLE_CHARS} is none.
 *
 * @param issuer who tells it
 * @param subject the person, unique and never reassigned at the issuer
 * @param name, email or {@code null}
 */
record Profile(String issuer, String subject, String name, String email, Set<String> roles) {

  private static final int NAME_CHARS = 200;
  private static final int EMAIL_CHARS = 320;
  private static final int ROLE_CHARS = 256;
  private static final int MAX_ROLES = 1000;

  Profile {
    name = clean(name, NAME_CHARS);
    email = clean(email, EMAIL_CHARS);
    roles = cleanRoles(roles);
  }

  /** The same for the same person, whatever else is told of them. */
  String digest() {
    return Digests.sha256(issuer + '\n' + subject);
  }

  Profile withRoles(Set<String> others) {
    return new Profile(issuer, subject, name, email, others);
  }

  static Set<String> cleanRoles(Collection<String> roles) {
    Set<String> clean = new LinkedHashSet<>();
    for (String role : roles) {
      String text = role.length() > ROLE_CHARS ? null : clean(role, ROLE_CHARS);
      if (text != null && clean.size() < MAX_ROLES) {
        clean.add(text);
      }
    }
    return Set.copyOf(clean);
  }

  /** In one line and no longer than that; {@code null} where nothing is left. */
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
