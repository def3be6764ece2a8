/** Authenticated calls: by cookie, or by the token of the embedding page. */

let tokens = null;

/** Uses these tokens from now on: `current()` and `another(refused)` resolve to one, or null if there is none. */
export function authorizeBy(source) {
  tokens = source;
}

export const byToken = () => tokens !== null;

/** The token for calls that cannot use fetch, or null. */
export const token = () => tokens?.current() ?? null;

/** A replacement for a refused token, or null if there is none. */
export async function anotherToken(refused) {
  const other = (await tokens?.another(refused)) ?? null;
  return other === refused ? null : other;
}

function send(url, { headers, ...options }, token) {
  return globalThis.fetch(url, { ...options, headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers });
}

/** As the browser's own; a refused token is replaced once. */
export async function fetch(url, options = {}) {
  if (!tokens) return send(url, options, null);
  const token = await tokens.current();
  const response = await send(url, options, token);
  if (response.status !== 401 || token === null) return response;
  const other = await anotherToken(token);
  return other === null ? response : send(url, options, other);
}
