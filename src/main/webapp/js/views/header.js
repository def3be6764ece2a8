import { t } from '../i18n.js';

export class HeaderView {
  #connection = document.getElementById('connection');
  #words = document.querySelector('.connection-words');
  #title = document.getElementById('title');
  #shown = null;
  #state = null;

  constructor() {
    setInterval(() => this.#show(), 1000);
  }

  relabel() {
    this.#shown = null;
  }

  render({ connection, open }) {
    this.#state = connection;
    this.#show();
    const title = open.conversation?.title ?? (open.state === 'new' && !open.messages.length ? '' : t('untitled'));
    if (this.#title.textContent === title) return;
    this.#title.textContent = title;
    this.#title.ariaHidden = title ? null : 'true';
    document.title = title ? `${title} · 수다` : '수다 Suda';
  }

  #show() {
    const words = this.#describe();
    if (words === this.#shown) return;
    // The countdown is not announced, which would happen every second.
    const counting = this.#state.retryAt !== null && this.#connection.dataset.state === this.#state.state;
    this.#connection.setAttribute('aria-live', counting ? 'off' : 'polite');
    this.#shown = words;
    this.#connection.dataset.state = this.#state.state;
    this.#words.textContent = words;
  }

  #describe() {
    if (!this.#state) return this.#shown;
    const { state, retryAt } = this.#state;
    const seconds = Math.ceil((retryAt - Date.now()) / 1000);
    if (state === 'reconnecting' && retryAt && seconds > 0) return t('reconnectingIn', { seconds });
    return t(state);
  }
}
