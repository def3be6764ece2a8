package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Resolves the owners of seed sessions. */
@ApplicationScoped
public class SeedSessions {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  @Inject ChannelRegistry channelRegistry;

  /**
   * The caller's session of that id, else the anonymous session of that id.
   *
   * @param user the caller, or {@code null}
   */
  Optional<Channel.Key> find(String user, String sessionId) {
    return Stream.of(new Channel.Key(user, sessionId), new Channel.Key(null, sessionId))
        .filter(channelRegistry::isOpen)
        .findFirst();
  }

  /** The existing session, else a new one of the caller. */
  Channel.Key findOrNew(String user, String sessionId) {
    return find(user, sessionId).orElseGet(() -> new Channel.Key(user, sessionId));
  }

  /**
   * Validates the id.
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
