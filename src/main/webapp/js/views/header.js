import { t } from '../i18n.js';

export class HeaderView {
  #connection = document.getElementById('connection');
  #words = document.querySelector('.connection-words');
  #language = document.getElementById('language');
  #shown = null;
  #state = null;

  constructor({ onNewChat, onLanguage }) {
    document.getElementById('new-chat').addEventListener('click', onNewChat);
    this.#language.addEventListener('click', onLanguage);
    this.relabel();
    setInterval(() => this.#show(), 1000);
  }

  relabel() {
    this.#shown = null;
    this.#language.textContent = t('languageName');
  }

  render({ connection }) {
    this.#state = connection;
    this.#show();
  }

  #show() {
    const words = this.#describe();
    if (words === this.#shown) return;
    // A countdown is for the eye; read aloud every second it would be noise.
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
