/**
 * What makes several nodes one: the leases of answers and what users have at once, in Redis. And
 * the choice between that and a node that is alone.
 *
 * <p>May call {@code generation}, {@code session}, {@code stream}, {@code provider}, {@code
 * identity}, {@code limits} and {@code config}.
 */
package chat.suda.cluster;
