import * as api from './api.js';
import { Chat } from './chat.js';
import { Connection } from './connection.js';
import { browserLanguage, currentLanguage, setLanguage } from './i18n.js';
import * as storage from './storage.js';
import { Store } from './store.js';
import { Announcer } from './views/announcer.js';
import { ComposerView } from './views/composer.js';
import { ConversationView } from './views/conversation.js';
import { HeaderView } from './views/header.js';

const store = new Store();
const connection = new Connection({
  onEvent: (event, id) => chat.onEvent(event, id),
  onState: (state) => store.dispatch({ type: 'connection', connection: state }),
});
const chat = new Chat(store, connection);
storage.keepSaved(store);

setLanguage(storage.loadLanguage() ?? browserLanguage());

const conversation = new ConversationView(chat);
const composer = new ComposerView(chat, { draft: storage.loadDraft(), onDraft: storage.saveDraft });
const header = new HeaderView({
  onNewChat: () => chat.newChat().then(() => composer.focus()),
  onLanguage: () => {
    setLanguage(currentLanguage() === 'ko' ? 'en' : 'ko');
    storage.saveLanguage(currentLanguage());
    views.forEach((view) => view.relabel?.());
    draw();
  },
});
const views = [header, conversation, composer, new Announcer()];

let frame = 0;
function draw() {
  frame = 0;
  // A view that has not shown everything yet asks to be called again.
  const unfinished = views.map((view) => view.render(store.state)).some((more) => more === true);
  if (unfinished) schedule();
}
function schedule() {
  frame ||= requestAnimationFrame(draw);
}
store.subscribe(schedule);

const saved = storage.loadConversation();
if (saved?.sessionId) chat.resume(saved);
else chat.start();
draw();
composer.focus({ touch: false });

const identity = await api.me();
if (identity.ok) store.dispatch({ type: 'identified', me: identity.body });
