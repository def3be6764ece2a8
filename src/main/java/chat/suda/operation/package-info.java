/**
 * What an operator sees and does: health, metrics, administration, the audit log, retention, the
 * end of logins and shares on all nodes, start and shutdown.
 *
 * <p>May call {@code cluster}, {@code generation}, {@code conversation}, {@code session}, {@code
 * stream}, {@code provider}, {@code identity}, {@code limits}, {@code tool}, {@code database} and
 * {@code config}.
 */
package chat.suda.operation;
