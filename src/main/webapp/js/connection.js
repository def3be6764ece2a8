import { probeStream, streamUrl } from './api.js';

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 30_000;
const STALE_AFTER = 60_000;

/**
 * One event stream that is always open or on its way back. Since every event is read by cursor, opening anew is
 * always safe: nothing is lost and nothing comes twice. States: connecting, live, reconnecting, busy, offline, ended.
 */
export class Connection {
  #onEvent;
  #onState;
  #source = null;
  #sessionId = null;
  #cursor = null;
  #state = 'ended';
  #liveSince = 0;
  #attempt = 0;
  #timer = 0;
  #hiddenAt = 0;
  #waiting = new Set();

  constructor({ onEvent, onState }) {
    this.#onEvent = onEvent;
    this.#onState = onState;
    addEventListener('online', () => this.reopen());
    addEventListener('offline', () => this.#sessionId && this.#become('offline'));
    addEventListener('pageshow', (event) => event.persisted && this.reopen());
    document.addEventListener('visibilitychange', () => this.#onVisibility());
  }

  get live() {
    return this.#state === 'live';
  }

  get liveSince() {
    return this.#liveSince;
  }

  open(sessionId, cursor = null) {
    this.#sessionId = sessionId;
    this.#cursor = cursor;
    this.#attempt = 0;
    this.#connect('connecting');
  }

  /** Opens anew at the cursor, at once. */
  reopen() {
    if (this.#sessionId && this.#state !== 'ended') this.#connect(this.live ? 'connecting' : 'reconnecting');
  }

  /** Reads again what came after an earlier cursor. */
  rewind(cursor) {
    this.#cursor = cursor;
    this.reopen();
  }

  /** True once live; false if it is not within the given time. */
  whenLive(millis) {
    if (this.live) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (live) => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve(live);
      };
      const timer = setTimeout(settle, millis, false);
      this.#waiting.add(settle);
    });
  }

  #connect(state) {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource(streamUrl(this.#sessionId, this.#cursor));
    this.#source = source;
    this.#become(navigator.onLine ? state : 'offline');
    source.onmessage = (message) => this.#source === source && this.#receive(message);
    source.onerror = () => this.#source === source && this.#onError(source);
  }

  #receive(message) {
    let event;
    try {
      event = JSON.parse(message.data);
    } catch {
      return;
    }
    if (message.lastEventId) this.#cursor = message.lastEventId;
    if (event.type === 'error' && event.code === 'busy' && !event.messageId) {
      this.#become('busy');
      return;
    }
    // Only an event proves that the stream reaches us; a proxy that buffers opens it just as well.
    this.#attempt = 0;
    this.#become('live');
    this.#onEvent(event, message.lastEventId);
  }

  #onError(source) {
    if (source.readyState === EventSource.CLOSED) this.#giveUp(source);
    else if (this.#state !== 'busy') this.#become(navigator.onLine ? 'reconnecting' : 'offline');
  }

  async #giveUp(source) {
    this.#become(navigator.onLine ? 'reconnecting' : 'offline');
    const { status, retryAfter } = await probeStream(streamUrl(this.#sessionId, this.#cursor));
    if (this.#source !== source) return;
    if (status === 204) {
      this.#become('ended');
      return;
    }
    const backOff = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempt++);
    const delay = Math.max(retryAfter, backOff * (0.75 + Math.random() / 2));
    this.#become(navigator.onLine ? 'reconnecting' : 'offline', Date.now() + delay);
    this.#timer = setTimeout(() => this.#connect('reconnecting'), delay);
  }

  #onVisibility() {
    if (document.hidden) {
      this.#hiddenAt = Date.now();
      return;
    }
    // After a long sleep the browser may believe in a connection that is long dead.
    const stale = Date.now() - this.#hiddenAt > STALE_AFTER;
    if (stale || (this.#state !== 'live' && this.#state !== 'connecting')) this.reopen();
  }

  #become(state, retryAt = null) {
    if (state === this.#state && !retryAt) return;
    this.#state = state;
    if (state === 'live') {
      this.#liveSince = Date.now();
      this.#waiting.forEach((settle) => settle(true));
    }
    this.#onState({ state, retryAt });
  }
}
