/**
 * Who is calling: the filter that gives a request its principal, OpenID Connect, logins, people and
 * their roles.
 *
 * <p>May call {@code database} and {@code config}.
 */
package chat.suda.identity;
