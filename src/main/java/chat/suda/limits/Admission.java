package chat.suda.limits;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether this node accepts new requests: until it begins to shut down. */
@ApplicationScoped
public class Admission {

  private volatile boolean closed;

  public boolean isClosed() {
    return closed;
  }

  public void close() {
    closed = true;
  }
}
