import { runningAnswer, shownBranch } from '../chat/open.js';
import { t, translate } from '../i18n.js';
import { Speech } from '../speech.js';
import { away, connected } from '../store.js';
import { copyClicked } from './clipboard.js';
import { element, show } from './dom.js';
import { Follower } from './follow.js';
import { showHits } from './hits.js';
import { MessageView } from './message.js';
import { attachmentList } from './tray.js';

const GREETING = { id: 'greeting', role: 'assistant', reasoning: null, status: 'complete', createdAt: null };
// A long conversation is built from its end, in portions per frame that cause no delay.
const BUDGET = 6;
const ALWAYS_LAID_OUT = 4;

/** The displayed branch, as views of its messages. */
export class ConversationView {
  #chat;
  #library;
  #onFocusLost;
  /** The variant that was selected and the button used, until it is shown. */
  #chosen = null;
  #list = document.getElementById('messages');
  #prompts = document.getElementById('prompts');
  #note = document.getElementById('conversation-state');
  #scroller = document.getElementById('scroller');
  #views = new Map();
  #state = null;
  #follower = new Follower(this.#scroller, this.#list, { button: document.getElementById('to-end'), onEnd: () => this.#onFocusLost() });
  #speech = new Speech(() => this.render(this.#state));
  #actions = {
    /** The texts of messages in edit, by id: kept while another branch is shown. */
    edits: new Map(),
    retry: (id) => {
      this.#onFocusLost();
      this.#chat.retry(id);
    },
    edit: (id, content) => {
      const asked = this.#chat.edit(id, content);
      if (asked) this.#onFocusLost();
      return asked;
    },
    choose: (id) => {
      const { activeElement } = document;
      this.#chosen = activeElement?.closest('.switcher') ? { id, testid: activeElement.dataset.testid } : null;
      this.#chat.choose(id);
    },
    attachments: attachmentList,
    decide: (id, call, decision) => this.#chat.decide(id, call, decision),
    read: (id) => this.#read(id),
    startEdit: (id) => this.#views.get(this.#keyOf(id)).edit(),
  };

  /**
   * @param onFocusLost called when a button that has the focus is removed: another answer is requested, the end is shown
   */
  constructor(chat, library, { onFocusLost }) {
    this.#onFocusLost = onFocusLost;
    this.#chat = chat;
    this.#library = library;
    this.#list.addEventListener('click', (event) => copyClicked(event, (id) => this.#state.open.messages.find((message) => message.id === id).content));
    this.#showPrompts();
    addEventListener('keydown', (event) => this.#onKey(event));
    addEventListener('beforeprint', () => this.#finish());
    setInterval(() => this.#state && runningAnswer(this.#state.open) && this.render(this.#state), 1000);
  }

  render(state) {
    const before = this.#state?.open;
    this.#state = state;
    const { open } = state;
    const other = before && before.id !== open.id && !(before.id === null && open.created);
    if (other) {
      this.#speech.stop();
      this.#clear();
    }
    const empty = isEmpty(open);
    show(this.#prompts, empty);
    this.#scroller.dataset.empty = String(empty);
    this.#describe(state);
    const asked = before && open.messages.length > before.messages.length && open.messages.at(-1).request;
    const more = this.#renderMessages(this.#shown(), state);
    this.#focusChosen();
    if (other || asked) this.#follower.toEnd();
    else this.#follower.keep();
    showHits(this.#list, state.list.query, open.id, { complete: !more && open.state === 'ready', scrollTo: (node) => this.#follower.show(node) });
    return more;
  }

  relabel() {
    this.#clear();
    translate(this.#list);
    this.#note.replaceChildren();
    this.#showPrompts();
  }

  /** The last message of that role, for the keyboard. */
  last(role) {
    return [...this.#list.querySelectorAll(`[data-role=${role}]`)].at(-1) ?? null;
  }

  /** The selected variant has its own buttons: the focus moves to the same one, or to the other at the end. */
  #focusChosen() {
    const message = this.#chosen && this.#state.open.messages.find(({ id }) => id === this.#chosen.id);
    const view = message && this.#views.get(keyOf(message));
    if (!view) return;
    const buttons = [...view.node.querySelectorAll('.switcher button:enabled')];
    if (document.activeElement === document.body) (buttons.find(({ dataset }) => dataset.testid === this.#chosen.testid) ?? buttons[0])?.focus();
    this.#chosen = null;
  }

  #read(id) {
    if (this.#speech.reading === id) this.#speech.stop();
    else this.#speech.read(id, this.#state.open.messages.find((message) => message.id === id).content);
  }

  /** Printing includes all of it, however long. */
  #finish() {
    if (!this.#state) return;
    while (this.#renderMessages(this.#shown(), this.#state, Infinity));
  }

  #clear() {
    this.#views.forEach((view) => view.node.remove());
    this.#views.clear();
  }

  #shown() {
    const { open } = this.#state;
    return isEmpty(open) ? [{ message: { ...GREETING, content: t('greeting') }, variants: null }] : shownBranch(open);
  }

  #renderMessages(shown, state, budget = BUDGET) {
    const began = performance.now();
    const context = { live: connected(state), idle: !runningAnswer(state.open) && state.open.state === 'ready', reading: this.#speech.reading, now: Date.now() };
    const keys = new Set(shown.map(({ message }) => keyOf(message)));
    for (const [key, view] of this.#views) {
      if (keys.has(key)) continue;
      view.node.remove();
      this.#views.delete(key);
    }
    let more = false;
    let next = null;
    for (let at = shown.length - 1; at >= 0; at--) {
      const { message, variants } = shown[at];
      let view = this.#views.get(keyOf(message));
      if (!view) {
        if (performance.now() - began > budget) return true;
        view = new MessageView(message, this.#actions);
        this.#views.set(keyOf(message), view);
      }
      if (view.node.nextSibling !== next || !view.node.parentNode) this.#list.insertBefore(view.node, next);
      next = view.node;
      const past = at < shown.length - ALWAYS_LAID_OUT;
      if (view.node.classList.contains('past') !== past) view.node.classList.toggle('past', past);
      more = view.render(message, { ...context, variants, last: at === shown.length - 1 }) || more;
    }
    return more;
  }

  #describe({ open, connection }) {
    const ended = connection.state === 'ended' && !open.messages.length;
    const waits = away({ connection }) && (open.state === 'loading' || open.state === 'failed') && !open.messages.length;
    const key = ended ? 'ended' : waits ? 'loadedLater' : { loading: open.messages.length ? null : 'loading', missing: 'missing', failed: 'unread' }[open.state] ?? null;
    show(this.#note, key !== null);
    if (this.#note.dataset.key === String(key) && this.#note.hasChildNodes()) return;
    this.#note.dataset.key = String(key);
    if (!key) return;
    const button = (name, onclick) => element('button', { class: 'button button-line', type: 'button', onclick }, t(name));
    this.#note.replaceChildren(element('p', {}, t(key)), ...{
      loading: [], loadedLater: [], missing: [button('newChat', () => this.#library.create())], unread: [button('retry', () => this.#library.again())], ended: [button('reload', () => location.reload())],
    }[key]);
  }

  #showPrompts() {
    const prompt = (text) => element('button', { class: 'prompt', type: 'button', onclick: () => this.#chat.send(text) }, text);
    this.#prompts.replaceChildren(...t('prompts').map(prompt));
  }

  #keyOf(id) {
    return keyOf(this.#state.open.messages.find((message) => message.id === id));
  }

  /** PageUp and PageDown also where they would scroll nothing: on the page itself and in an empty message box. */
  #onKey(event) {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
    const by = { PageUp: -0.9, PageDown: 0.9 }[key];
    const idle = target === document.body ? !document.querySelector('dialog[open]') : target.id === 'composer-input' && !target.value;
    if (!by || !idle || altKey || ctrlKey || metaKey || shiftKey || event.defaultPrevented) return;
    event.preventDefault();
    this.#scroller.scrollBy(0, by * this.#scroller.clientHeight);
  }
}

const isEmpty = ({ state, messages }) => state === 'new' && messages.length === 0;
const keyOf = ({ id, key }) => key ?? id;
