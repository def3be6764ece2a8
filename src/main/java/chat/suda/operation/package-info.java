/**
 * What an operator sees: health and metrics.
 *
 * <p>May call all; is called by nothing of Suda.
 */
package chat.suda.operation;
