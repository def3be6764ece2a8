/**
 * Conversations that last: their messages as a tree, the store, search and export.
 *
 * <p>May call {@code stream}, {@code provider} and {@code config}.
 */
package chat.suda.conversation;
