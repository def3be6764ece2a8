import { t, translate } from '../i18n.js';
import { connected } from '../store.js';
import { copyFrom } from './clipboard.js';
import { element, show } from './dom.js';
import { Follower } from './follow.js';
import { MessageView } from './message.js';

const GREETING = 'greeting';

/** The list of messages, with the greeting before them, which is no part of what is sent. */
export class ConversationView {
  #chat;
  #list = document.getElementById('messages');
  #prompts = document.getElementById('prompts');
  #scroller = document.getElementById('scroller');
  #views = new Map();
  #state = null;
  #follower = new Follower(this.#scroller, this.#list, document.getElementById('to-end'));

  constructor(chat) {
    this.#chat = chat;
    this.#list.addEventListener('click', (event) => this.#onClick(event));
    this.#showPrompts();
    setInterval(() => this.#state?.messages.at(-1)?.running && this.render(this.#state), 1000);
  }

  render(state) {
    const grown = state.messages.length > (this.#state?.messages.length ?? 0);
    this.#state = state;
    const empty = state.messages.length === 0;
    show(this.#prompts, empty);
    this.#scroller.dataset.empty = String(empty);
    const messages = [greeting(), ...state.messages];
    const more = this.#renderMessages(messages, connected(state));
    this.#dropOthers(messages);
    if (grown) this.#follower.toEnd();
    else this.#follower.keep();
    return more;
  }

  relabel() {
    this.#views.get(GREETING)?.node.remove();
    this.#views.delete(GREETING);
    this.#views.forEach((view) => view.relabel());
    translate(this.#list);
    this.#showPrompts();
  }

  #renderMessages(messages, live) {
    const now = Date.now();
    let more = false;
    messages.forEach((message, at) => {
      let view = this.#views.get(message.id);
      if (!view) {
        view = new MessageView(this.#chat, message);
        this.#views.set(message.id, view);
      }
      const there = this.#list.children[at];
      if (there !== view.node) this.#list.insertBefore(view.node, there ?? null);
      more = view.render(message, { last: at === messages.length - 1, live, now }) || more;
    });
    return more;
  }

  #dropOthers(messages) {
    if (this.#views.size === messages.length) return;
    const ids = new Set(messages.map(({ id }) => id));
    for (const [id, view] of this.#views) {
      if (ids.has(id)) continue;
      view.node.remove();
      this.#views.delete(id);
    }
  }

  #showPrompts() {
    const prompt = (text) => element('button', { class: 'prompt', type: 'button', onclick: () => this.#chat.send(text) }, text);
    this.#prompts.replaceChildren(...t('prompts').map(prompt));
  }

  #onClick({ target }) {
    const button = target.closest('[data-copy-code], [data-copy-answer]');
    if (!button) return;
    if ('copyCode' in button.dataset) copyFrom(button, button.closest('.code').querySelector('code').textContent);
    else copyFrom(button, this.#contentOf(button.closest('.message')));
  }

  #contentOf(node) {
    const id = [...this.#views].find(([, view]) => view.node === node)[0];
    return this.#state.messages.find((message) => message.id === id).content;
  }
}

function greeting() {
  return { id: GREETING, role: 'assistant', content: t('greeting'), reasoning: '', status: 'greeting', running: false };
}
