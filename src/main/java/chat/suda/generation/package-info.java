/**
 * Starts, follows and stops answers: what the model sends is appended to a channel's log.
 *
 * <p>May call {@code stream}, {@code session}, {@code provider}, {@code conversation}, {@code
 * tool}, {@code limits}, {@code database} and {@code config}.
 */
package chat.suda.generation;
