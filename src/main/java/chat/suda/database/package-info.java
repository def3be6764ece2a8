/**
 * The database: its pool of connections, its schema, and the entity manager of a transaction.
 *
 * <p>May call {@code config}.
 */
package chat.suda.database;
