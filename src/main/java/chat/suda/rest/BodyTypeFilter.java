package chat.suda.rest;

import chat.suda.identity.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;

/**
 * Refuses bodies that are neither JSON nor a form with files, of calls that read none too. Before a
 * method is chosen, which would refuse what is no media type in words of its own.
 */
@PreMatching
public class BodyTypeFilter implements ContainerRequestFilter {

  @Context HttpServletRequest request;

  /**
   * {@inheritDoc}
   *
   * @throws ApiException 415
   */
  @Override
  public void filter(ContainerRequestContext call) {
    String type = call.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return;
    }
    if (RequestPath.isSeed(request)) {
      // It does not count there.
      call.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
      return;
    }
    boolean file = type.strip().toLowerCase(Locale.ROOT).startsWith(MediaType.MULTIPART_FORM_DATA);
    if (call.hasEntity() && !file && !JsonBody.isJson(request)) {
      throw new ApiException(415, "body.type");
    }
  }
}
