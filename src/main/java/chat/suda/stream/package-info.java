/**
 * The core: what clients can see is an event in a channel's log, and a connection is a cursor in
 * that log and a sink to write to.
 *
 * <p>Pure Java, no {@code jakarta}, so that it is tested and measured without a server. May call
 * nothing else of Suda.
 */
package chat.suda.stream;
