import { fetch } from './authorization.js';
import { browserLanguage, currentLanguage, setLanguage, t } from './i18n.js';
import * as storage from './storage.js';
import { copySource } from './text/copying.js';
import { GrowingMarkdown } from './text/growing.js';
import { element, show } from './views/dom.js';

/** The page of a shared conversation: its state from REST, then its events from the cursor on. Read only. */

const TOKEN = /^#([\w-]{1,64})$/;
const AGAIN_AFTER = 2000;

const token = TOKEN.exec(location.hash)?.[1] ?? null;
const root = `api/v1/shares/${token}`;
const title = document.getElementById('title');
const state = document.getElementById('state');
const copy = document.getElementById('copy');
const list = document.getElementById('messages');

/** By id: {message, markdown, node}. */
const shown = new Map();
let source = null;
let timer = 0;

setLanguage(storage.loadLanguage() ?? browserLanguage());
document.addEventListener('copy', copySource);
addEventListener('hashchange', () => location.reload());
copy.textContent = t('continueAsMine');
copy.addEventListener('click', continueAsMine);
await read();

async function read() {
  clearTimeout(timer);
  source?.close();
  const answer = token === null ? { status: 404 } : await fetch(root, { cache: 'no-store', headers: { 'Accept-Language': currentLanguage() } }).catch(() => ({ status: 0 }));
  if (answer.status === 404 || answer.status === 401 || answer.status === 403) {
    end(answer.status === 404 ? 'shareGone' : 'shareForbidden');
    return;
  }
  const body = answer.ok ? await answer.json().catch(() => null) : null;
  if (body === null) {
    readAgain();
    return;
  }
  name(body.conversation);
  draw(body.messages);
  show(copy, true);
  follow(body.cursor);
}

function readAgain() {
  state.textContent = t('reconnecting');
  clearTimeout(timer);
  timer = setTimeout(read, AGAIN_AFTER);
}

function follow(cursor) {
  source = new EventSource(`${root}/events?${new URLSearchParams({ lastEventId: cursor })}`);
  source.onmessage = ({ data }) => take(JSON.parse(data));
  source.onerror = () => {
    state.textContent = t('reconnecting');
    // A browser gives up for good on any answer but 200; what is known then is asked for anew.
    if (source.readyState === EventSource.CLOSED) readAgain();
  };
}

function take(event) {
  state.textContent = t('shared');
  switch (event.type) {
    case 'ready':
      return;
    case 'text':
      grow(event);
      return;
    case 'error':
      if (event.messageId) read();
      else if (event.code === 'gone') end('shareGone');
      return;
    case 'conversation':
      if (event.deleted) end('shareGone');
      else name(event.conversation);
      return;
    // What else changes is rare: the state is read again, and followed from there.
    case 'reset':
    case 'message':
    case 'restart':
    case 'done':
      clearTimeout(timer);
      timer = setTimeout(read, 50);
      return;
    default:
  }
}

function grow({ messageId, offset, content }) {
  const view = shown.get(messageId);
  if (!view || view.message.content.length !== offset) {
    read();
    return;
  }
  view.message.content += content;
  update(view);
}

function name({ title: words }) {
  title.textContent = words ?? t('untitled');
  document.title = `${title.textContent} · 수다`;
}

function draw(messages) {
  const ids = new Set(messages.map(({ id }) => id));
  for (const [id, { node }] of shown) {
    if (ids.has(id)) continue;
    node.remove();
    shown.delete(id);
  }
  for (const message of messages) {
    const known = shown.get(message.id);
    if (known) known.message = message;
    else shown.set(message.id, create(message));
    update(shown.get(message.id));
    list.append(shown.get(message.id).node);
  }
}

function create(message) {
  const user = message.role === 'user';
  const text = element('div', { class: user ? 'message-text' : 'message-text markdown', dir: user ? 'auto' : null });
  const body = user ? [files(message), text] : [element('span'), element('div', { class: 'message-body' }, text)];
  const node = element('article', { class: 'message', dataset: { role: message.role, id: message.id }, 'aria-label': t(user ? 'you' : 'assistant') }, ...body);
  return { message, node, text, markdown: user ? null : new GrowingMarkdown(text) };
}

function files({ attachments }) {
  if (!attachments?.length) return null;
  const address = (id) => `${root}/attachments/${encodeURIComponent(id)}`;
  return element('div', { class: 'share-files' }, ...attachments.map(({ id, name: words, kind }) => element('a', { href: address(id), target: '_blank', rel: 'noopener' },
    kind === 'image' ? element('img', { src: `${address(id)}/thumbnail`, alt: words, loading: 'lazy' }) : words)));
}

function update({ message, text, markdown }) {
  if (!markdown) {
    text.textContent = message.content;
    return;
  }
  const final = message.status !== 'streaming';
  const more = markdown.update(message.content, { final, brokenOff: final && message.status !== 'complete' });
  if (more) requestAnimationFrame(() => update(shown.get(message.id) ?? { message, text, markdown }));
}

function end(words) {
  clearTimeout(timer);
  source?.close();
  state.textContent = t(words);
  show(copy, false);
}

async function continueAsMine() {
  copy.disabled = true;
  const answer = await fetch(`${root}/copy`, { method: 'POST' }).catch(() => ({ ok: false }));
  if (answer.ok) location.href = `./#/c/${encodeURIComponent((await answer.json()).id)}`;
  else {
    copy.disabled = false;
    state.textContent = t('shareCopyFailed');
  }
}
