package chat.suda.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Refuses bodies that are neither JSON nor a form with files, of calls that read none too. */
public class BodyTypeFilter implements ContainerRequestFilter {

  @Context HttpServletRequest request;

  /**
   * {@inheritDoc}
   *
   * @throws ApiException 415
   */
  @Override
  public void filter(ContainerRequestContext call) {
    MediaType type = call.getMediaType();
    boolean file = type != null && MediaType.MULTIPART_FORM_DATA_TYPE.isCompatible(type);
    if (call.hasEntity() && !file && !JsonBody.isJson(request)) {
      throw new ApiException(415, "body.type");
    }
  }
}
