import * as api from '../api.js';
import { show } from './dom.js';

/** Who is signed in, and the way out. */
export class AccountView {
  #node = document.getElementById('account');
  #name = document.querySelector('.account-name');
  #signOutButton = document.getElementById('sign-out');
  #me = null;

  constructor() {
    this.#signOutButton.addEventListener('click', () => this.#signOut());
  }

  render({ me }) {
    if (me === this.#me) return;
    this.#me = me;
    const { user, features } = me;
    show(this.#node, !user.anonymous);
    show(this.#signOutButton, features.includes('login'));
    this.#name.textContent = user.name ?? user.email ?? user.id;
    this.#name.title = user.email ?? '';
  }

  async #signOut() {
    try {
      location.assign(await api.logout());
    } catch {
      location.reload();
    }
  }
}
