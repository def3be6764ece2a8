/**
 * Conversations that last: their messages as a tree, the store, search, export, attachments,
 * shares, presets and import.
 *
 * <p>May call {@code stream}, {@code provider}, {@code database} and {@code config}.
 */
package chat.suda.conversation;
