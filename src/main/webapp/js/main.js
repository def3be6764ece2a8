import * as api from './api.js';
import { Changes } from './chat/changes.js';
import { Chat } from './chat/chat.js';
import { Library } from './chat/library.js';
import { Outbox } from './chat/outbox.js';
import { Presets } from './chat/presets.js';
import { Retry } from './chat/retry.js';
import { Sync } from './chat/sync.js';
import { shareUnread } from './chat/unread.js';
import { Frame } from './embed/frame.js';
import { browserLanguage, currentLanguage, setLanguage } from './i18n.js';
import { Notifications } from './notifications.js';
import { Router } from './router.js';
import * as storage from './storage.js';
import { Store } from './store.js';
import { backOff, sleep } from './stream/delay.js';
import { Feed } from './stream/feed.js';
import { oneAtATime } from './stream/lock.js';
import { copySource } from './text/copying.js';
import { AccountView } from './views/account.js';
import { Announcer } from './views/announcer.js';
import { ComposerView } from './views/composer.js';
import { ConversationView } from './views/conversation.js';
import { restoreCaret } from './views/dom.js';
import { saveByToken } from './views/files.js';
import { HeaderView } from './views/header.js';
import { ModelPicker } from './views/models.js';
import { NoticeView } from './views/notice.js';
import { NoticesView } from './views/notices.js';
import { SettingsView } from './views/settings.js';
import { Shortcuts } from './views/shortcuts.js';
import { SidebarView } from './views/sidebar.js';
import { SignInView } from './views/sign-in.js';

// The page does not wait for a stream that is slow to open.
const PATIENCE_FOR_STREAM = 700;

// The embedding page, if there is one.
const frame = await Frame.join();
const kept = frame?.storage(storage) ?? storage;
setLanguage(frame?.language ?? storage.loadLanguage() ?? browserLanguage());

const store = new Store();
const sync = new Sync(store);
const feed = new Feed(`${storage.PREFIX}feed${frame?.person ?? ''}`, {
  onEvent: (event) => (isSignOut(event) ? api.me() : event.type === 'notice' ? store.dispatch({ type: 'noticeTold', event }) : onEvent(event)),
  onState: (connection) => store.dispatch({ type: 'connection', connection }),
});
const retry = new Retry(store);
const outbox = new Outbox(store, retry, kept);
const chat = new Chat(store, { outbox, sync, feed });
const router = new Router(route, { silent: frame !== null });
const library = new Library(store, { sync, router, changes: new Changes(retry, storage) });
const presets = new Presets(store, library);
const notifications = new Notifications(store, (id) => library.open(id));

const settings = new SettingsView({ library, presets, notifications, store });
const composer = new ComposerView(chat, { storage: kept, presets, onNewPreset: () => settings.newPreset(), onNew: () => library.create(), onNotice: (notice) => store.dispatch({ type: 'noticed', notice }) });
const sidebar = new SidebarView(library, { onLanguage: switchLanguage });
const conversation = new ConversationView(chat, library, { onFocusLost: () => composer.focus({ touch: false }) });
const views = [new HeaderView(), sidebar, conversation, composer, settings, new NoticeView(store), new NoticesView(store), new Announcer(), new ModelPicker(library, store, { onChosen: () => composer.focus({ touch: false }) }), new AccountView(), new SignInView({ onLanguage: switchLanguage })];
new Shortcuts({ chat, library, composer, sidebar, settings, conversation });

function onEvent(event) {
  chat.onEvent(event);
  notifications.onEvent(event);
}

/** Whether that also applies to this page is told by `me`: the reader may have signed in again. */
const isSignOut = ({ type, code, messageId }) => type === 'error' && code === 'signed_out' && !messageId;
api.whenSignedOut((login) => store.dispatch({ type: 'signedOut', login }));

let drawing = 0;
function draw() {
  drawing = 0;
  // A view that has not rendered everything asks to be called again.
  const unfinished = views.map((view) => view.render(store.state)).some((more) => more === true);
  if (unfinished) schedule();
}
function schedule() {
  drawing ||= requestAnimationFrame(draw);
}
store.subscribe(schedule);
document.addEventListener('copy', copySource);
document.addEventListener('click', saveByToken);
// This event does not bubble.
document.addEventListener('close', restoreCaret, true);
store.subscribe(({ open }, before) => {
  if (open.created && before.open.id === null) router.name(open.id);
});

function route(id) {
  const { open, list } = store.state;
  if (id === open.id && id !== null) return;
  // A question that waits in a new chat is shown again, unless it is the one from which another new chat is opened.
  const another = id === null && open.id === null && open.messages.length > 0;
  if (id !== open.id || another) store.dispatch({ type: 'opened', id, conversation: list.items.find((item) => item.id === id) });
  if (!another) chat.showUnsent();
  sync.conversation();
  focusComposer();
}

/** An embedded page does not take the focus. */
function focusComposer() {
  if (!frame) composer.focus({ touch: false });
}

function switchLanguage() {
  setLanguage(currentLanguage() === 'ko' ? 'en' : 'ko');
  storage.saveLanguage(currentLanguage());
  relabel();
}

function relabel() {
  views.forEach((view) => view.relabel?.());
  draw();
}

/** Tabs that are opened together call one after the other, so that all use the cookie that the first one gets. */
const askWho = () => oneAtATime(`${storage.PREFIX}me`, api.me);

/** The first call: a new reader gets an identity, and only one. */
async function identify() {
  for (let attempt = 0; ; attempt++) {
    const answer = await askWho();
    if (answer.ok) return frame && !(await frame.prepare(answer.body, askWho)) ? signedOut() : answer.body;
    if (answer.status === 401) return signedOut();
    if (answer.status === 403) frame?.refused(answer.status);
    const delay = backOff(attempt, answer.retryAfter);
    store.dispatch({ type: 'connection', connection: { state: 'reconnecting', retryAt: Date.now() + delay, since: Date.now() } });
    await sleep(delay);
  }
}

/** The page cannot be used any more. */
function signedOut() {
  store.dispatch({ type: 'connection', connection: { state: 'ended', retryAt: null, since: Date.now() } });
  return new Promise(() => {});
}

/** If the embedding page provides a token again, the page restarts. */
async function waitForLogin() {
  for (let attempt = 2; !(await api.me()).ok; attempt++) await sleep(backOff(attempt, 0));
  location.reload();
}

if (frame) router.name(frame.conversation);
shareUnread(store, storage);
if (router.id) store.dispatch({ type: 'opened', id: router.id });
frame?.attach({
  store, chat, library, presets, waitForLogin,
  onRenewed: () => feed.leads && feed.reopen(),
  relabel: (language) => {
    setLanguage(language ?? currentLanguage());
    relabel();
  },
});
draw();
focusComposer();
store.dispatch({ type: 'identified', me: await identify() });
feed.open();
chat.resume();
library.resume();
frame?.ready();
setTimeout(() => store.state.list.state === 'loading' && sync.all(), PATIENCE_FOR_STREAM);
library.readModels();
