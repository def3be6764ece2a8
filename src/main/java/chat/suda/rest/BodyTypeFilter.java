package chat.suda.rest;

import chat.suda.identity.RequestPath;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/**
 * Refuses request bodies that are neither JSON nor a form with files with 415, also for calls
 * without a body parameter. The seed endpoint accepts any valid media type. Not a filter of Jakarta
 * REST, whose implementations reject such requests before they call filters, with messages of their
 * own.
 */
public class BodyTypeFilter implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest call = (HttpServletRequest) request;
    if (call.getContentType() == null || isTaken(call)) {
      chain.doFilter(request, response);
    } else {
      ErrorResponse.of(new ApiException(415, "body.type"), call)
          .send((HttpServletResponse) response);
    }
  }

  private static boolean isTaken(HttpServletRequest call) {
    MediaType type;
    try {
      type = MediaType.valueOf(call.getContentType());
    } catch (IllegalArgumentException e) {
      return false;
    }
    return RequestPath.isSeed(call)
        || JsonBody.isJson(call)
        || MediaType.MULTIPART_FORM_DATA_TYPE.isCompatible(type)
        || !hasBody(call);
  }

  private static boolean hasBody(HttpServletRequest call) {
    return call.getContentLengthLong() > 0 || call.getHeader("Transfer-Encoding") != null;
  }
}
