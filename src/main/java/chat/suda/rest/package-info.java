/**
 * The API as seen from outside: resources, request and response records, filters, error mappers.
 *
 * <p>May call every other package.
 */
package chat.suda.rest;
