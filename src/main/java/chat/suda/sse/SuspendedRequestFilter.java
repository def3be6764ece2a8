package chat.suda.sse;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the event stream alone complete a request that a resource method has suspended: Jersey would
 * complete it again, for which Payara logs a stack trace.
 */
public class SuspendedRequestFilter implements Filter {

  private static final String ASYNC_CONTEXT = SuspendedRequestFilter.class.getName();

  /**
   * The request's asynchronous context.
   *
   * @throws IllegalStateException if the request is not suspended
   */
  static AsyncContext asyncContext(ServletRequest request) {
    return request.getAttribute(ASYNC_CONTEXT) instanceof AsyncContext known
        ? known
        : request.getAsyncContext();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new Suspendable((HttpServletRequest) request), response);
  }

  private static final class Suspendable extends HttpServletRequestWrapper {

    Suspendable(HttpServletRequest request) {
      super(request);
    }

    @Override
    public AsyncContext startAsync() {
      return once(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
      return once(super.startAsync(request, response));
    }

    @Override
    public AsyncContext getAsyncContext() {
      return asyncContext(getRequest());
    }

    private AsyncContext once(AsyncContext started) {
      AsyncContext guarded = new CompletedOnce(started, new AtomicBoolean());
      setAttribute(ASYNC_CONTEXT, guarded);
      return guarded;
    }
  }

  /** Passes on only the first {@link AsyncContext#complete}. */
  private record CompletedOnce(AsyncContext async, AtomicBoolean completed)
      implements AsyncContext {

    @Override
    public void complete() {
      if (completed.compareAndSet(false, true)) {
        async.complete();
      }
    }

    @Override
    public ServletRequest getRequest() {
      return async.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
      return async.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
      return async.hasOriginalRequestAndResponse();
    }

    @Override
    public void dispatch() {
      async.dispatch();
    }

    @Override
    public void dispatch(String path) {
      async.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
      async.dispatch(context, path);
    }

    @Override
    public void start(Runnable run) {
      async.start(run);
    }

    @Override
    public void addListener(AsyncListener listener) {
      async.addListener(listener);
    }

    @Override
    public void addListener(
        AsyncListener listener, ServletRequest request, ServletResponse response) {
      async.addListener(listener, request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
      return async.createListener(type);
    }

    @Override
    public void setTimeout(long timeout) {
      async.setTimeout(timeout);
    }

    @Override
    public long getTimeout() {
      return async.getTimeout();
    }
  }
}
