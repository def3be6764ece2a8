/**
 * The port to a language model: a prompt in, deltas out, typed failures.
 *
 * <p>May call nothing else of Suda.
 */
package chat.suda.provider;
