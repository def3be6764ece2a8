/**
 * Tools that models may call while they answer: CDI beans that implement {@link
 * chat.suda.tool.Tool}, and those of servers of the Model Context Protocol.
 *
 * <p>May call {@code config}.
 */
package chat.suda.tool;
