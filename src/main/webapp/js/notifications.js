import { t } from './i18n.js';
import { randomId } from './random.js';
import { loadNotify, PREFIX, saveNotify } from './storage.js';
import { sleep } from './stream/delay.js';
import { plain } from './text/plain.js';
import { failureWords } from './views/parts.js';

// The tab that shows the conversation comes first: a click brings it to the front.
const AFTER_THE_FIRST = 300;
// Browsers delay the timers of hidden pages by up to a minute.
const HELD = 120_000;
const SHOWN_CHARS = 140;
const LOOK = `${PREFIX}looked-at:`;

/**
 * Notifies of answers that end while no page is visible, if the reader has enabled it. All tabs get the event; a lock
 * selects one to notify, and none while a tab is visible.
 */
export class Notifications {
  #store;
  #open;
  #look = `${LOOK}${randomId()}`;
  #endLook = null;

  /** `open` shows the conversation of that id. */
  constructor(store, open) {
    this.#store = store;
    this.#open = open;
    this.#noteLook();
    document.addEventListener('visibilitychange', () => this.#noteLook());
  }

  /** Not in a frame, which may not ask for permission, nor over an insecure connection. */
  static get possible() {
    return typeof globalThis.Notification === 'function' && isSecureContext && parent === window;
  }

  get on() {
    return Notifications.possible && loadNotify() && Notification.permission === 'granted';
  }

  /** Requires a click of the reader. Returns whether notifications are enabled. */
  async switch(on) {
    const granted = on && (await Notification.requestPermission()) === 'granted';
    saveNotify(granted || null);
    return granted;
  }

  async onEvent(event) {
    const end = event.type === 'done' ? event.finishReason !== 'stopped' : event.type === 'error' && Boolean(event.messageId);
    if (!end || !document.hidden || !this.on) return;
    // After the event has updated the content to be shown.
    if (this.#store.state.open.id !== event.conversationId) await sleep(AFTER_THE_FIRST);
    await navigator.locks.request(`${PREFIX}notify:${event.messageId}`, { ifAvailable: true }, async (lock) => {
      if (!lock || (await this.#isLookedAt())) return;
      this.#show(event);
      await sleep(HELD);
    });
  }

  #show(event) {
    const { conversationId, messageId } = event;
    const { list, open } = this.#store.state;
    const conversation = open.id === conversationId ? open.conversation : list.items.find(({ id }) => id === conversationId);
    const answer = open.id === conversationId ? open.messages.find(({ id }) => id === messageId) : null;
    const words = event.type === 'error' ? failureWords({ status: 'failed', error: { code: event.code, message: event.error } }) : shorten(plain(answer?.content ?? '')) || t('answered');
    try {
      const notification = new Notification(conversation?.title ?? t('untitled'), { body: words, tag: messageId, icon: 'icons/icon-192.png' });
      notification.onclick = () => {
        window.focus();
        this.#open(conversationId);
        notification.close();
      };
    } catch {
      // Some browsers only allow notifications of service workers.
    }
  }

  /** A visible tab holds a lock that the other tabs test. */
  #noteLook() {
    if (document.hidden) {
      this.#endLook?.();
      this.#endLook = null;
    } else if (!this.#endLook) {
      navigator.locks?.request(this.#look, () => (document.hidden ? null : new Promise((resolve) => {
        this.#endLook = resolve;
      })));
    }
  }

  async #isLookedAt() {
    const { held } = await navigator.locks.query();
    return held.some(({ name }) => name.startsWith(LOOK) && name !== this.#look);
  }
}

const shorten = (text) => (text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS).replace(/\s+\S*$/, '')}…` : text);
