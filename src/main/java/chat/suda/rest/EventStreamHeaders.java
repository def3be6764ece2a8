package chat.suda.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

/** Tells caches and proxies to pass an event stream on as it comes. */
@Provider
@EventStream
public class EventStreamHeaders implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() == 200) {
      MultivaluedMap<String, Object> headers = response.getHeaders();
      headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform");
      headers.putSingle("X-Accel-Buffering", "no");
    }
  }
}
