/**
 * The API as seen from outside: resources, request and response records, filters, error mappers.
 *
 * <p>May call {@code sse}, {@code operation}, {@code generation}, {@code conversation}, {@code
 * session}, {@code stream}, {@code provider}, {@code identity}, {@code limits}, {@code tool} and
 * {@code config}.
 */
package chat.suda.rest;
