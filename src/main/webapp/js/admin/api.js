import { currentLanguage } from '../i18n.js';

/** The calls of the administration: as the signed-in administrator, or with a token kept for this tab. */

const ROOT = 'api/v1/admin/';
const TOKEN = 'suda.admin-token';

export const keepToken = (token) => sessionStorage.setItem(TOKEN, token);
export const forgetToken = () => sessionStorage.removeItem(TOKEN);

function headers() {
  const token = sessionStorage.getItem(TOKEN);
  return { 'Accept-Language': currentLanguage(), ...(token ? { Authorization: `Bearer ${token}` } : {}) };
}

/** Returns {status, ok, body} and never throws; status 0: the server was not reached. */
export async function call(method, path, body) {
  try {
    const response = await fetch(ROOT + path, {
      method,
      cache: 'no-store',
      headers: { ...headers(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
    return { status: response.status, ok: response.ok, body: answer };
  } catch {
    return { status: 0, ok: false, body: {} };
  }
}

/**
 * Reads the figures as an event stream (WHATWG HTML, 9.2), by fetch, since EventSource cannot send headers. Ends with
 * the stream.
 */
export async function figures(onFigures, signal) {
  const response = await fetch(`${ROOT}events`, { cache: 'no-store', headers: { ...headers(), Accept: 'text/event-stream' }, signal });
  if (!response.ok) throw new Error(String(response.status));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const event = JSON.parse(line.slice(5));
      if (event.type === 'figures') onFigures(event.nodes);
    }
  }
}
