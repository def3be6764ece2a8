/**
 * OpenAI's chat completions over HTTP: request, event stream decoder, chunk parser.
 *
 * <p>May call {@code provider}.
 */
package chat.suda.provider.openai;
