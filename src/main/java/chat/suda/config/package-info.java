/**
 * The configuration, read from MicroProfile Config and checked once, before anything is served.
 *
 * <p>May call nothing else of Suda.
 */
package chat.suda.config;
