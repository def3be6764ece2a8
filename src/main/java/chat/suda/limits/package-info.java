/**
 * Limits of a node and of a person: what may run at once, tokens a day, questions a minute; and the
 * ledger of what was used.
 *
 * <p>May call {@code database} and {@code config}.
 */
package chat.suda.limits;
