import { t } from './i18n.js';
import { randomId } from './random.js';
import { loadNotify, PREFIX, saveNotify } from './storage.js';
import { sleep } from './stream/delay.js';
import { plain } from './text/plain.js';
import { failureWords } from './views/parts.js';

// The tab that shows the conversation goes first: it is the one that a click brings to the front.
const AFTER_THE_FIRST = 300;
// Browsers let a hidden page's timers wait for up to a minute.
const HELD = 120_000;
const SHOWN_CHARS = 140;
const LOOK = `${PREFIX}looked-at:`;

/**
 * Tells of answers that end while no page is visible, by the browser's notifications, if the reader has switched them on. All
 * tabs hear of the end; a lock lets one of them speak, and none as long as one is looked at.
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

  /** Not in a frame, which may not ask; nor where the connection is not secure. */
  static get possible() {
    return typeof globalThis.Notification === 'function' && isSecureContext && parent === window;
  }

  get on() {
    return Notifications.possible && loadNotify() && Notification.permission === 'granted';
  }

  /** By a click of the reader alone. Whether they are on then. */
  async switch(on) {
    const granted = on && (await Notification.requestPermission()) === 'granted';
    saveNotify(granted || null);
    return granted;
  }

  async onEvent(event) {
    const end = event.type === 'done' ? event.finishReason !== 'stopped' : event.type === 'error' && Boolean(event.messageId);
    if (!end || !document.hidden || !this.on) return;
    // What is shown of it is told after the event has changed it.
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
      // Some browsers show those of service workers only.
    }
  }

  /** A tab that is looked at holds a lock which tells the others so. */
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
