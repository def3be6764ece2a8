import * as api from '../api.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { show } from './dom.js';

/** The signed-in person, and the sign-out. */
export class AccountView {
  #node = document.getElementById('account');
  #name = document.querySelector('.account-name');
  #signOutButton = document.getElementById('sign-out');
  #quota = document.querySelector('.account-quota');
  #me = null;

  constructor() {
    this.#signOutButton.addEventListener('click', () => this.#signOut());
  }

  render({ me }) {
    if (me === this.#me) return;
    this.#me = me;
    const { user, features, quota } = me;
    show(this.#node, !user.anonymous || quota !== null || me.admin);
    show(document.getElementById('admin-link'), me.admin);
    this.#tellQuota(quota);
    if (user.anonymous) return;
    show(this.#signOutButton, features.includes('login'));
    this.#name.textContent = user.name ?? user.email ?? user.id;
    this.#name.title = user.email ?? '';
  }

  relabel() {
    if (this.#me) this.#tellQuota(this.#me.quota);
  }

  #tellQuota(quota) {
    const left = quota && Math.max(0, quota.tokensPerDay - quota.tokensToday);
    this.#quota.textContent = quota ? t('quotaLeft', { left: number(left) }) : '';
  }

  async #signOut() {
    try {
      location.assign(await api.logout());
    } catch {
      location.reload();
    }
  }
}
