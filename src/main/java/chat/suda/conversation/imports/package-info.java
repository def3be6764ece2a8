/**
 * Conversations as other systems export them, read as a stream: one at a time is in memory.
 *
 * <p>May call {@code conversation.attachment}.
 */
package chat.suda.conversation.imports;
