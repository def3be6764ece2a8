import * as api from './api.js';
import { browserLanguage, setLanguage, t } from './i18n.js';
import * as storage from './storage.js';
import { Connection } from './stream/connection.js';
import { copySource } from './text/copying.js';
import { GrowingMarkdown } from './text/growing.js';
import { element, show } from './views/dom.js';
import { picture, saveByToken } from './views/files.js';
import { Follower } from './views/follow.js';

/** The page of a shared conversation: its state from REST, then its events from the cursor on. Read only. */

const TOKEN = /^#([\w-]{1,64})$/;
const AGAIN_AFTER = 2000;

const token = TOKEN.exec(location.hash)?.[1] ?? null;
const title = document.getElementById('title');
const state = document.getElementById('state');
const copy = document.getElementById('copy');
const list = document.getElementById('messages');
const home = document.getElementById('home');

/** By id: {message, markdown, node}. */
const shown = new Map();
const connection = new Connection(api.sharedLog(token), { onEvent: take, onState: tell });
const toEnd = document.getElementById('to-end');
const follower = new Follower(document.scrollingElement, list, { button: toEnd, following: false });
let timer = 0;

setLanguage(storage.loadLanguage() ?? browserLanguage());
document.addEventListener('copy', copySource);
document.addEventListener('click', saveByToken);
addEventListener('hashchange', () => (TOKEN.exec(location.hash)?.[1] ?? null) !== token && location.reload());
copy.textContent = t('continueAsMine');
home.textContent = t('openSuda');
for (const name of ['title', 'ariaLabel']) toEnd[name] = t('toEnd');
copy.addEventListener('click', continueAsMine);
await read();

async function read() {
  clearTimeout(timer);
  connection.close();
  const answer = token === null ? { status: 404 } : await api.readShare(token);
  if (answer.status === 404 || answer.status === 401 || answer.status === 403) {
    end(answer.status === 404 ? 'shareGone' : 'shareForbidden');
    return;
  }
  if (!answer.ok) {
    readAgain();
    return;
  }
  name(answer.body.conversation);
  const first = shown.size === 0;
  draw(answer.body.messages);
  if (first) follower.resume();
  show(copy, true);
  connection.open(answer.body.cursor);
}

function readAgain() {
  state.textContent = t('reconnecting');
  clearTimeout(timer);
  timer = setTimeout(read, AGAIN_AFTER);
}

function tell({ state: now }) {
  // The state that is read then tells why.
  if (now === 'ended') readAgain();
  else if (now !== 'connecting') state.textContent = t(now === 'live' || now === 'polling' ? 'shared' : now);
}

function take(event) {
  switch (event.type) {
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
    // For other changes, which are rare, the state is read again and followed from there.
    case 'gap':
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
  return element('div', { class: 'share-files' }, ...attachments.map(({ id, name: words, kind }) => {
    const address = api.sharedFile(token, id);
    return kind === 'image'
      ? element('a', { href: address, target: '_blank', rel: 'noopener' }, picture(`${address}/thumbnail`, { alt: words, loading: 'lazy' }))
      : element('a', { href: address, download: words }, words);
  }));
}

function update(view) {
  const { message, text, markdown } = view;
  if (!markdown) {
    text.textContent = message.content;
    return;
  }
  const final = message.status !== 'streaming';
  const more = markdown.update(message.content, { final, brokenOff: final && message.status !== 'complete' });
  if (more) requestAnimationFrame(() => update(view));
}

function end(words) {
  clearTimeout(timer);
  connection.close();
  state.textContent = t(words);
  if (!title.textContent) title.textContent = '수다 Suda';
  show(copy, false);
  show(home, true);
}

async function continueAsMine() {
  copy.disabled = true;
  const answer = await api.copyShare(token);
  if (answer.ok) location.href = `./#/c/${encodeURIComponent(answer.body.id)}`;
  else {
    copy.disabled = false;
    state.textContent = t('shareCopyFailed');
  }
}
