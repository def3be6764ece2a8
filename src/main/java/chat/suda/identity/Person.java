package chat.suda.identity;

import java.time.Instant;
import java.util.Set;

/**
 * A known person.
 *
 * @param id opaque
 * @param name, email as last reported, or {@code null}
 * @param roles as last reported
 * @param tokensPerDay set by an administrator for this person, or {@code null}
 */
public record Person(
    String id,
    String name,
    String email,
    Set<String> roles,
    boolean disabled,
    Long tokensPerDay,
    Instant createdAt,
    Instant lastSeenAt) {}
