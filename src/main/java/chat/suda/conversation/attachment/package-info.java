/**
 * What an uploaded file is, by its content, and what of it a model and a reader get: pure functions
 * of files, bounded in time and memory.
 *
 * <p>May call nothing else of Suda.
 */
package chat.suda.conversation.attachment;
