/** Calls that say who is asking: by cookie, or by the token of the page around. */

let tokens = null;

/** From now on by these tokens: `current()` and `another(refused)` resolve to one, or null where there is none. */
export function authorizeBy(source) {
  tokens = source;
}

export const byToken = () => tokens !== null;

/** For calls that cannot go by fetch: the token to send, or null. */
export const token = () => tokens?.current() ?? null;

/** One in place of a token that was refused, or null where there is none. */
export async function anotherToken(refused) {
  const other = (await tokens?.another(refused)) ?? null;
  return other === refused ? null : other;
}

function send(url, { headers, ...options }, token) {
  return globalThis.fetch(url, { ...options, headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers });
}

/** As the browser's own; a token that is refused is replaced, once. */
export async function fetch(url, options = {}) {
  if (!tokens) return send(url, options, null);
  const token = await tokens.current();
  const response = await send(url, options, token);
  if (response.status !== 401 || token === null) return response;
  const other = await anotherToken(token);
  return other === null ? response : send(url, options, other);
}
