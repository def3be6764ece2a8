/**
 * The registry of channels and their open connections: the executor that serves them, the
 * heartbeat, limits, drain at shutdown.
 *
 * <p>May call {@code stream}, {@code limits} and {@code config}.
 */
package chat.suda.session;
