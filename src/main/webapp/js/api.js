import { fetch } from './authorization.js';
import { currentLanguage } from './i18n.js';

/** The calls of the REST API. Every one answers with an object and never throws. */

const ROOT = 'api/v1/';
// A network that buffers streams may also buffer the probe of one.
const PROBE_PATIENCE = 5000;
// Every call except a poll is answered at once. A call that times out is repeated if that is safe.
const PATIENCE = 20_000;
const POLL_PATIENCE = 10_000;

let onSignedOut = () => {};

/** Sets a callback that gets the address of the login, or null, when a response says that there is no login. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

/** The retry delay that the server requests, in milliseconds. */
const retryAfter = (response) => 1000 * Number(response.headers.get('Retry-After')) || 0;

/**
 * Status 0: the server was not reached or did not complete its response, or a proxy or container responded in its
 * place, which does not send JSON. A 401 is accepted from any of them.
 */
async function call(method, path, { body, headers, ...options } = {}) {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  try {
    const response = await fetch(ROOT + path, {
      method,
      cache: 'no-store',
      headers: { 'Accept-Language': currentLanguage(), ...json, ...headers },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
    });
    const answer = response.status === 204 ? {} : await response.json().catch(() => null);
    const status = answer === null && response.status !== 401 ? 0 : response.status;
    if (status === 401) onSignedOut(answer?.login ?? null);
    return { status, ok: response.ok && answer !== null, body: answer ?? {}, retryAfter: retryAfter(response) };
  } catch {
    return { status: 0, ok: false, body: {}, retryAfter: 0 };
  }
}

const conversation = (id) => `conversations/${encodeURIComponent(id)}`;
const idempotent = (key) => ({ 'Idempotency-Key': key });
const message = (id) => `messages/${encodeURIComponent(id)}`;

export const me = () => call('GET', 'me');
/** Ends the login; the answer's `location` is the URL that ends the provider's session. */
export async function logout() {
  const response = await fetch('logout', { method: 'POST', cache: 'no-store' });
  return (await response.json()).location;
}
/** Deletes all data of the person; `confirm` must be their id. A query parameter, since Payara refuses a body of DELETE by default. */
export const deleteMe = (id) => call('DELETE', `me?${new URLSearchParams({ confirm: id })}`);
export const myExportUrl = `${ROOT}me/export`;
const preset = (id) => `presets/${encodeURIComponent(id)}`;
export const presets = () => call('GET', 'presets');
export const createPreset = (members) => call('POST', 'presets', { body: members });
export const changePreset = (id, members) => call('PATCH', preset(id), { body: members });
export const deletePreset = (id) => call('DELETE', preset(id));
export const models = () => call('GET', 'models');
export const createConversation = (settings) => call('POST', 'conversations', { body: settings });
export const readConversation = (id) => call('GET', conversation(id));
export const changeConversation = (id, change) => call('PATCH', conversation(id), { body: change });
/** Also sent while the page is unloaded. */
export const deleteConversation = (id) => call('DELETE', conversation(id), { keepalive: true });
export const stop = (id) => call('POST', `${message(id)}/stop`);
export const decide = (id, callId, allow) => call('POST', `${message(id)}/tools/${encodeURIComponent(callId)}`, { body: { allow } });
export const regenerate = (id, key) => call('POST', `${message(id)}/regenerate`, { body: {}, headers: idempotent(key) });
export const edit = (id, content, key) => call('PUT', message(id), { body: { content }, headers: idempotent(key) });
/** Imports the conversations of a file; events report the progress. */
export async function importFile(file) {
  const form = new FormData();
  form.append('file', file);
  try {
    const response = await fetch(`${ROOT}import`, { method: 'POST', headers: { 'Accept-Language': currentLanguage() }, body: form });
    return { ok: response.ok, status: response.status, body: await response.json().catch(() => ({})) };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}
const shareOf = (token) => `shares/${encodeURIComponent(token)}`;
export const readShare = (token) => call('GET', shareOf(token));
export const copyShare = (token) => call('POST', `${shareOf(token)}/copy`);
export const sharedFile = (token, id) => `${ROOT}${shareOf(token)}/attachments/${encodeURIComponent(id)}`;
export const share = (id) => call('POST', `${conversation(id)}/share`);
export const unshare = (id) => call('DELETE', `${conversation(id)}/share`);
export const exportUrl = (id, format) => `${ROOT}${conversation(id)}/export?format=${format}`;

export function listConversations({ q, after, limit }) {
  const query = new URLSearchParams({ limit });
  if (q) query.set('q', q);
  if (after) query.set('after', after);
  return call('GET', `conversations?${query}`);
}

/** A repeated key starts nothing twice. */
export function say(id, { content, attachments, parentId, key }) {
  return call('POST', `${conversation(id)}/messages`, { body: { content, attachments, parentId }, headers: idempotent(key) });
}

/**
 * An event log: the URL of its stream, and its polls. `isOver` tells the statuses after which reconnecting is useless.
 */
export function eventLog(path, isOver) {
  const url = (cursor) => (cursor ? `${ROOT}${path}?${new URLSearchParams({ lastEventId: cursor })}` : ROOT + path);
  return { url, isOver, poll: (...asked) => poll(path, ...asked), probe: (cursor) => probe(url(cursor)) };
}

/** The reader's own log. */
export const ownLog = eventLog('events', (status) => status === 204 || status === 401);

/** A shared conversation's log, while the reader has access. */
export const sharedLog = (token) => eventLog(`${shareOf(token)}/events`, (status) => [204, 401, 403, 404].includes(status));

/** The events after a cursor; waits that many seconds for one. Without a cursor it returns the log's head. */
async function poll(path, cursor, waitSeconds, signal) {
  const query = new URLSearchParams({ wait: waitSeconds });
  if (cursor) query.set('after', cursor);
  const answer = await within(1000 * waitSeconds + POLL_PATIENCE, signal, (limited) => call('GET', `${path}/poll?${query}`, { signal: limited }));
  // A captive portal also answers 200.
  return { ...answer, ok: answer.ok && Array.isArray(answer.body.events) };
}

/** EventSource does not report why it failed. This returns the status and the retry delay that the server requests. */
function probe(url) {
  return within(PROBE_PATIENCE, null, async (signal) => {
    try {
      const response = await fetch(url, { cache: 'no-store', headers: { Accept: 'text/event-stream' }, signal });
      if (response.status === 401) onSignedOut((await response.json().catch(() => null))?.login ?? null);
      return { status: response.status, retryAfter: retryAfter(response) };
    } catch {
      return { status: 0, retryAfter: 0 };
    }
  });
}

/** Runs it with a signal that aborts after that time, with the given signal, and when it has ended. */
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
