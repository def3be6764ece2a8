package chat.suda.identity;

import java.time.Instant;
import java.util.Set;

/**
 * Who has come here.
 *
 * @param id opaque
 * @param name, email as last told, or {@code null}
 * @param roles as last told
 * @param tokensPerDay an administrator's limit for this person, or {@code null}
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
