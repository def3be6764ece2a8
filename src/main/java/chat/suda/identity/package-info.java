/**
 * Who is calling.
 *
 * <p>Calls nothing else of Suda.
 */
package chat.suda.identity;
