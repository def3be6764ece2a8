/**
 * Tools that models may call while they answer: CDI beans that implement {@link
 * chat.suda.tool.Tool}, and those of servers of the Model Context Protocol.
 *
 * <p>Calls the configuration, and nothing else of Suda.
 */
package chat.suda.tool;
