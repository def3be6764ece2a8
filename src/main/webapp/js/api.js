/** The calls that are no stream. Every one answers with an object and never throws. */

const STREAM = 'api/v1/openai/chat/stream';
// A network that holds streams back may hold back a probe of one for ever.
const PROBE_PATIENCE = 5000;
const POLL_PATIENCE = 10_000;

export function streamUrl(sessionId, cursor) {
  const query = new URLSearchParams({ sessionId });
  if (cursor) query.set('lastEventId', cursor);
  return `${STREAM}?${query}`;
}

/** How long the server asks to wait, in milliseconds. */
const retryAfter = (response) => 1000 * Number(response.headers.get('Retry-After')) || 0;

/** Status 0 says that the server was not reached, or went away before it had answered. */
async function call(url, options) {
  try {
    const response = await fetch(url, { cache: 'no-store', ...options });
    const body = await response.json().catch(() => ({}));
    return { status: response.status, ok: response.ok, body, retryAfter: retryAfter(response) };
  } catch {
    return { status: 0, ok: false, body: {}, retryAfter: 0 };
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

/** The events after a cursor; waits so many seconds for one. Without a cursor it tells the log's head. */
export async function poll(sessionId, cursor, waitSeconds, signal) {
  const query = new URLSearchParams({ sessionId, wait: waitSeconds });
  if (cursor) query.set('after', cursor);
  const answer = await within(1000 * waitSeconds + POLL_PATIENCE, signal, (limited) => call(`${STREAM}/poll?${query}`, { signal: limited }));
  // A captive portal answers 200 too.
  return { ...answer, ok: answer.ok && Array.isArray(answer.body.events) };
}

/** EventSource hides why it gave up. This looks: the status, and how long the server asks to wait. */
export function probeStream(url) {
  return within(PROBE_PATIENCE, null, async (signal) => {
    try {
      const response = await fetch(url, { cache: 'no-store', headers: { Accept: 'text/event-stream' }, signal });
      return { status: response.status, retryAfter: retryAfter(response) };
    } catch {
      return { status: 0, retryAfter: 0 };
    }
  });
}

/** Runs it with a signal that aborts after that time, as soon as the given one does, and at the latest when it is over. */
async function within(millis, signal, run) {
  const limit = new AbortController();
  const abort = () => limit.abort();
  const timer = setTimeout(abort, millis);
  signal?.addEventListener('abort', abort);
  try {
    return await run(limit.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    abort();
  }
}
