/** The calls that are no stream. Every one answers with an object and never throws. */

const STREAM = 'api/v1/openai/chat/stream';

export function streamUrl(sessionId, cursor) {
  const query = new URLSearchParams({ sessionId });
  if (cursor) query.set('lastEventId', cursor);
  return `${STREAM}?${query}`;
}

/** Status 0 says that the server was not reached, or went away before it had answered. */
async function call(url, options) {
  try {
    const response = await fetch(url, { cache: 'no-store', ...options });
    const body = await response.json().catch(() => ({}));
    return { status: response.status, ok: response.ok, body };
  } catch {
    return { status: 0, ok: false, body: {} };
  }
}

export function me() {
  return call('api/v1/me');
}

/** Answers when the stream has ended, which may take minutes. */
export function ask(sessionId, messages, language) {
  return call(STREAM, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
    body: JSON.stringify({ sessionId, messages, modelConfig: {} }),
  });
}

export function stop(messageId, language) {
  return call(`api/v1/messages/${encodeURIComponent(messageId)}/stop`, {
    method: 'POST',
    headers: { 'Accept-Language': language },
  });
}

/** EventSource hides why it gave up. This looks: the status, and how long the server asks to wait. */
export async function probeStream(url) {
  const abort = new AbortController();
  try {
    const response = await fetch(url, { cache: 'no-store', headers: { Accept: 'text/event-stream' }, signal: abort.signal });
    return { status: response.status, retryAfter: 1000 * Number(response.headers.get('Retry-After')) || 0 };
  } catch {
    return { status: 0, retryAfter: 0 };
  } finally {
    abort.abort();
  }
}
