/**
 * What a node and a person may have at once.
 *
 * <p>Calls {@code config} alone.
 */
package chat.suda.limits;
