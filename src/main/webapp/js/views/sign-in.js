import * as api from '../api.js';
import { t } from '../i18n.js';
import { show } from './dom.js';

/** Introduces Suda and offers to sign in; afterwards the same conversation is open again. */
export class SignInView {
  #node = document.getElementById('sign-in');
  #title = document.getElementById('sign-in-title');
  #words = document.querySelector('.sign-in-words');
  #button = document.querySelector('.sign-in-button');
  #shown = null;
  #state = null;

  constructor({ onLanguage }) {
    document.getElementById('sign-in-language').addEventListener('click', onLanguage);
    // The reader may have signed in in another tab.
    document.addEventListener('visibilitychange', () => !document.hidden && this.#lookAgain());
    this.#button.addEventListener('click', () => this.#aim());
  }

  relabel() {
    if (this.#shown) this.#write();
  }

  render(state) {
    this.#state = state;
    if (state.signedOut === null || state.signedOut === this.#shown) return;
    const first = this.#shown === null;
    this.#shown = state.signedOut;
    document.body.dataset.signedOut = '';
    document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
    show(this.#node, true);
    this.#write();
    if (first) (this.#shown.login ? this.#button : this.#title).focus();
  }

  #write() {
    const { login, reason } = this.#shown;
    this.#title.textContent = t(this.#state.me ? 'signedOut' : 'signInTitle');
    this.#words.textContent = t(login ? (this.#state.me ? 'signedOutHint' : 'signInHint') : reason ?? 'signInElsewhere');
    show(this.#button, login !== null);
    this.#aim();
  }

  #aim() {
    const { login } = this.#shown;
    if (login) this.#button.href = `${login}?${new URLSearchParams({ to: `/${location.hash}` })}`;
  }

  async #lookAgain() {
    if (this.#shown && this.#shown.reason === null && (await api.me()).ok) location.reload();
  }
}
