/**
 * Event streams over HTTP: the {@code SseEventSink} on the container's non-blocking output, the
 * server's connection under it, long polling.
 *
 * <p>May call {@code session}, {@code stream} and {@code config}.
 */
package chat.suda.sse;
