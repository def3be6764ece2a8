/**
 * The registry of channels and their open connections: the managed executors that serve them, the
 * heartbeat, limits, drain at shutdown.
 *
 * <p>May call {@code stream} and {@code config}.
 */
package chat.suda.session;
