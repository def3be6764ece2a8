package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whose a seed session is. */
@ApplicationScoped
public class SeedSessions {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  @Inject ChannelRegistry channelRegistry;

  /**
   * The caller's own session of that id first, then the one that is known by its id alone.
   *
   * @param user the caller, or {@code null}
   */
  Optional<Channel.Key> find(String user, String sessionId) {
    return Stream.of(new Channel.Key(user, sessionId), new Channel.Key(null, sessionId))
        .filter(channelRegistry::isOpen)
        .findFirst();
  }

  /** The session that is found, else a new one of the caller's. */
  Channel.Key findOrNew(String user, String sessionId) {
    return find(user, sessionId).orElseGet(() -> new Channel.Key(user, sessionId));
  }

  /**
   * The id, if it is one.
   *
   * @throws ApiException 400
   */
  static String requireId(String sessionId) {
    if (sessionId == null || sessionId.isBlank()) {
      throw new ApiException(400, "session.required");
    }
    if (!ID.matcher(sessionId).matches()) {
      throw new ApiException(400, "session.malformed");
    }
    return sessionId;
  }
}
