package chat.suda.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Quotas of people, over all nodes; 0: no limit.
 *
 * @param tokensPerDay of people without a role that has its own quota
 * @param questionsPerMinute of each person
 * @param roles tokens per day, by role
 */
public record Quotas(long tokensPerDay, int questionsPerMinute, Map<String, Long> roles) {

  private static final String PREFIX = "suda.quota.";
  private static final String SUFFIX = ".tokens-per-day";

  static Quotas read(ConfigReader keys) {
    Map<String, Long> roles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String rest : keys.withPrefix(PREFIX).keySet()) {
      int end = rest.length() - SUFFIX.length();
      String suffix = end > 0 ? rest.substring(end).toLowerCase(Locale.ROOT) : "";
      if (suffix.equals(SUFFIX) || suffix.equals(SUFFIX.replace('.', '-'))) {
        String role = rest.substring(0, end);
        roles.put(role, tokens(keys, PREFIX + role + SUFFIX));
      }
    }
    return new Quotas(
        tokens(keys, PREFIX + "tokens-per-day"),
        (int) keys.whole(PREFIX + "questions-per-minute", 0, 0, 1_000_000),
        roles);
  }

  private static long tokens(ConfigReader keys, String key) {
    return keys.whole(key, 0, 0, Long.MAX_VALUE);
  }

  /** The tokens per day of a person with these roles: the highest quota applies. */
  public long tokensPerDay(Collection<String> theirs) {
    OptionalLong most =
        theirs.stream()
            .map(this::ofRole)
            .filter(tokens -> tokens != null)
            .mapToLong(tokens -> tokens == 0 ? Long.MAX_VALUE : tokens)
            .max();
    long tokens = most.orElse(tokensPerDay);
    return tokens == Long.MAX_VALUE ? 0 : tokens;
  }

  /** The names of environment variables have only letters, digits and underscores. */
  private Long ofRole(String role) {
    Long exact = roles.get(role);
    return exact != null ? exact : roles.get(role.replaceAll("[^A-Za-z0-9]", "-"));
  }
}
