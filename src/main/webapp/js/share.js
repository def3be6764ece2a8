import * as api from './api.js';
import { apply, isRunning } from './chat/answer.js';
import { change, find } from './chat/tree.js';
import { browserLanguage, setLanguage, t } from './i18n.js';
import * as storage from './storage.js';
import { Connection } from './stream/connection.js';
import { copySource } from './text/copying.js';
import { copyClicked } from './views/clipboard.js';
import { element, show } from './views/dom.js';
import { picture, saveByToken } from './views/files.js';
import { Follower } from './views/follow.js';
import { MessageView } from './views/message.js';

/** The page of a shared conversation: its state from REST, then its events from the cursor on. Read only. */

const TOKEN = /^#([\w-]{1,64})$/;
const AGAIN_AFTER = 2000;
// As in chat.js: the browser does not notice every lost connection.
const SILENCE_TO_DOUBT = 40_000;

const token = TOKEN.exec(location.hash)?.[1] ?? null;
const title = document.getElementById('title');
const state = document.getElementById('state');
const copy = document.getElementById('copy');
const list = document.getElementById('messages');
const home = document.getElementById('home');

/** By the message's id. */
const views = new Map();
let messages = [];
let drawing = 0;
let timer = 0;
let reopenedAt = 0;
const connection = new Connection(api.sharedLog(token), { onEvent: take, onState: tell });
const toEnd = document.getElementById('to-end');
const follower = new Follower(document.scrollingElement, list, { button: toEnd, following: false });

setLanguage(storage.loadLanguage() ?? browserLanguage());
document.addEventListener('copy', copySource);
document.addEventListener('click', saveByToken);
list.addEventListener('click', (event) => copyClicked(event, (id) => find(messages, id).content));
addEventListener('hashchange', () => (TOKEN.exec(location.hash)?.[1] ?? null) !== token && location.reload());
copy.textContent = t('continueAsMine');
home.textContent = t('openSuda');
for (const name of ['title', 'ariaLabel']) toEnd[name] = t('toEnd');
copy.addEventListener('click', continueAsMine);
setInterval(onTick, 1000);
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
  const first = views.size === 0;
  const now = Date.now();
  messages = answer.body.messages.map((message) => ({ ...message, lastAt: now }));
  draw();
  if (first) follower.resume();
  show(copy, true);
  connection.open(answer.body.cursor);
}

/** For changes that are rare: the state is read again and followed from there. */
function readSoon() {
  clearTimeout(timer);
  timer = setTimeout(read, 50);
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
  if (event.messageId) {
    onMessageEvent(event);
    return;
  }
  switch (event.type) {
    case 'error':
      if (event.code === 'gone') end('shareGone');
      return;
    case 'conversation':
      if (event.deleted) end('shareGone');
      else onConversation(event.conversation);
      return;
    case 'gap':
    case 'message':
      readSoon();
      return;
    default:
  }
}

/** A message that is not shown is of another branch, or about to be read. */
function onMessageEvent(event) {
  messages = change(messages, event.messageId, (message) => apply(message, event, Date.now()));
  if (find(messages, event.messageId)?.faulty) read();
  else drawing ||= requestAnimationFrame(draw);
}

/** Its owner may have chosen another branch. */
function onConversation(conversation) {
  name(conversation);
  if (conversation.activeMessageId !== (messages.at(-1)?.id ?? null)) readSoon();
}

function name({ title: words }) {
  title.textContent = words ?? t('untitled');
  document.title = `${title.textContent} · 수다`;
}

function draw() {
  cancelAnimationFrame(drawing);
  drawing = 0;
  for (const [id, { node }] of views) {
    if (find(messages, id)) continue;
    node.remove();
    views.delete(id);
  }
  let unfinished = false;
  messages.forEach((message, at) => {
    if (!views.has(message.id)) views.set(message.id, new MessageView(message, { attachments: files }));
    const view = views.get(message.id);
    if (list.children[at] !== view.node) list.insertBefore(view.node, list.children[at] ?? null);
    const context = { last: at === messages.length - 1, idle: false, live: connection.live, now: Date.now(), watched: true };
    unfinished = view.render(message, context) || unfinished;
  });
  if (unfinished) drawing ||= requestAnimationFrame(draw);
}

/** How long the model has been silent; after a long time the connection may be the reason. */
function onTick() {
  const answer = messages.findLast(isRunning);
  if (!answer) return;
  draw();
  const now = Date.now();
  if (!connection.live || now - Math.max(answer.lastAt, reopenedAt) < SILENCE_TO_DOUBT) return;
  reopenedAt = now;
  connection.reopen();
}

function files(attachments) {
  return element('div', { class: 'share-files' }, ...attachments.map(({ id, name: words, kind }) => {
    const address = api.sharedFile(token, id);
    return kind === 'image'
      ? element('a', { href: address, target: '_blank', rel: 'noopener' }, picture(`${address}/thumbnail`, { alt: words, loading: 'lazy' }))
      : element('a', { href: address, download: words }, words);
  }));
}

function end(words) {
  clearTimeout(timer);
  connection.close();
  // How they go on is not told any more.
  messages = messages.map((message) => (isRunning(message) ? { ...message, status: 'unknown' } : message));
  draw();
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
