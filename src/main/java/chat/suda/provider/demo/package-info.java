/**
 * The embedded demo model: an OpenAI-compatible endpoint inside the WAR, reached over HTTP like any
 * other.
 *
 * <p>May call {@code provider}.
 */
package chat.suda.provider.demo;
