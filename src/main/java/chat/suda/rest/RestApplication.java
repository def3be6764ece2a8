package chat.suda.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** The root of the API. */
@ApplicationPath("api/v1")
public class RestApplication extends Application {

  /** Listed, since Jersey would also take the REST client's interfaces for resources. */
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        SeedResource.class,
        SeedPollResource.class,
        EventsResource.class,
        AttachmentsResource.class,
        AttachmentResource.class,
        ShareResource.class,
        SharedResource.class,
        SharedEventsResource.class,
        PresetsResource.class,
        AdminPresetsResource.class,
        ImportResource.class,
        ConversationsResource.class,
        ConversationResource.class,
        MessageResource.class,
        MeResource.class,
        ModelsResource.class,
        PollResource.class,
        TicketsResource.class,
        AdminUsersResource.class,
        AdminUsageResource.class,
        AdminNoticesResource.class,
        AdminAuditResource.class,
        AdminEventsResource.class,
        ErasedCallerFilter.class,
        ErrorMapper.class);
  }

  /** No WADL, in which Jersey would answer {@code OPTIONS} with its version and our methods. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
