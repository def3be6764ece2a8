package chat.suda.identity;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads roles from claims: the claim of that full name, else dots select nested members. */
record RolesClaim(String name) {

  /** The roles; empty if the claim is absent, which differs from a claim without roles. */
  Optional<Set<String>> read(Map<String, Object> claims) {
    Object value = claims.get(name);
    if (value == null) {
      value = claims;
      for (String member : name.split("\\.")) {
        value = value instanceof Map<?, ?> object ? object.get(member) : null;
      }
    }
    if (value instanceof String one) {
      return Optional.of(Profile.cleanRoles(List.of(one)));
    }
    return value instanceof Collection<?> several
        ? Optional.of(
            Profile.cleanRoles(
                several.stream().filter(Objects::nonNull).map(Object::toString).toList()))
        : Optional.empty();
  }
}
