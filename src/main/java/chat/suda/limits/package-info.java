/**
 * What a node and a person may have at once.
 *
 * <p>May call {@code database} and {@code config}.
 */
package chat.suda.limits;
