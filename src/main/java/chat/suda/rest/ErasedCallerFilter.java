package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.identity.People;
import chat.suda.identity.RefusalResponse;
import chat.suda.operation.PersonEraser;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;

/** Erases what a call has stored of a person who was erased while it was on its way: 401. */
@Provider
@StoresForCaller
public class ErasedCallerFilter implements ContainerResponseFilter {

  private static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");

  @Context HttpServletRequest request;
  @Inject Settings settings;
  @Inject People people;
  @Inject PersonEraser eraser;

  @Override
  public void filter(ContainerRequestContext call, ContainerResponseContext response) {
    String caller = request.getRemoteUser();
    if (response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL
        && people.isErased(caller)) {
      eraser.erase(caller);
      response.getHeaders().remove("Location");
      response.getHeaders().putSingle("WWW-Authenticate", "Bearer");
      response.getHeaders().putSingle("Cache-Control", "no-store");
      response.setStatus(Response.Status.UNAUTHORIZED.getStatusCode());
      response.setEntity(
          RefusalResponse.unauthorized(settings.authentication(), request),
          new Annotation[0],
          PROBLEM);
    }
  }
}
