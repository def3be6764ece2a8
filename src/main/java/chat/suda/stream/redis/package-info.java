/**
 * The event log on Redis Streams, shared by several nodes, and the connection to Redis.
 *
 * <p>A channel's stream holds its events; a publish says only that there is something new, and a
 * slow poll covers those that are lost. A node keeps a copy of what its own connections read.
 *
 * <p>May call {@code stream}.
 */
package chat.suda.stream.redis;
