/**
 * The API as seen from outside: resources, request and response records, filters, error mappers,
 * and the sink that writes a connection's frames to its HTTP response.
 *
 * <p>May call every other package.
 */
package chat.suda.rest;
