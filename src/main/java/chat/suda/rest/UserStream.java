package chat.suda.rest;

import chat.suda.session.Channel;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /events}: the caller's own event stream. */
@WebServlet(urlPatterns = "/api/v1/events", asyncSupported = true)
public class UserStream extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject transient EventStreams streams;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET, OPTIONS");
      ErrorResponse.ofStatus(405, request).send(response);
      return;
    }
    String user = request.getRemoteUser();
    streams.open(Channel.Key.ofUser(user), user, request, response);
  }
}
