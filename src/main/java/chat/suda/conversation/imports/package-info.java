/**
 * Conversations as other systems export them, read as a stream: one at a time is in memory.
 *
 * <p>May call nothing of ours.
 */
package chat.suda.conversation.imports;
