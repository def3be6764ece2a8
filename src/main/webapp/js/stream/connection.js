import { backOff } from './delay.js';
import { openSource } from './fetched.js';
import { Polling } from './polling.js';

// The server sends its first event at once. If it does not arrive although the server responds, the network buffers the
// stream.
const FIRST_EVENT_WITHIN = 3000;
const STREAM_TRIED_EVERY = 5 * 60_000;
// EventSource reconnects by itself, once, after the time that the server requested. If that fails, it is opened again
// here.
const COMES_BACK_WITHIN = 10_000;
const BUSY_COMES_BACK_WITHIN = 45_000;
const STALE_AFTER = 60_000;
const TICK = 5000;
// Browsers run a hidden page's timers once a minute; a longer delay means that the machine was asleep.
const SLEPT_AFTER = 90_000;

/**
 * One event stream that is always open or being reconnected, or long polling if the network buffers streams. All events
 * are read by cursor, so reconnecting loses and duplicates nothing. States: connecting, live, polling, reconnecting,
 * busy, offline, ended. In addition to the log's events there is `gap`: earlier events may have been missed.
 */
export class Connection {
  #log;
  #onEvent;
  #onState;
  #polling = new Polling({
    poll: (...asked) => this.#log.poll(...asked),
    isOver: (status) => this.#log.isOver(status),
    onEvent: (event, id) => this.#deliver(event, id),
    onAnswer: () => this.#become('polling'),
    onTrouble: (status, retryAt) => this.#become(status === 429 || status === 503 ? 'busy' : 'reconnecting', retryAt),
    onEnded: () => this.#end(),
  });
  #source = null;
  #openedAt = null;
  /** Whether an event has arrived since it was opened or had to reconnect. */
  #heard = false;
  #wanted = false;
  #cursor = null;
  #state = 'ended';
  #attempt = 0;
  #timer = 0;
  #hiddenAt = 0;
  #tickedAt = Date.now();

  /** `log` is an event log of the API. */
  constructor(log, { onEvent, onState }) {
    this.#log = log;
    this.#onEvent = onEvent;
    this.#onState = onState;
    addEventListener('online', () => this.reopen());
    addEventListener('offline', () => this.#wanted && this.#become('offline'));
    addEventListener('pageshow', (event) => event.persisted && this.reopen());
    document.addEventListener('visibilitychange', () => this.#onVisibility());
    setInterval(() => this.#noticeSleep(), TICK);
  }

  /** Whether events arrive, by stream or by polls. */
  get live() {
    return this.#state === 'live' || this.#state === 'polling';
  }

  /** Continues without a cursor. */
  open(cursor = null) {
    this.#wanted = true;
    this.#cursor = cursor;
    this.#attempt = 0;
    this.#become('connecting');
    this.#connect();
  }

  close() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#polling.stop();
    this.#source?.close();
    this.#source = null;
    this.#state = 'ended';
  }

  /** Reconnects at the cursor, at once. */
  reopen() {
    if (!this.#wanted || this.#state === 'ended') return;
    this.#become(this.live ? 'connecting' : 'reconnecting');
    if (this.#polling.running) this.#polling.start(this.#cursor);
    this.#connect();
  }

  /** While polling, this only tests whether the stream works again; the polls continue meanwhile. */
  #connect(patience = FIRST_EVENT_WITHIN) {
    this.#source?.close();
    this.#openedAt = this.#cursor;
    this.#heard = false;
    const source = openSource(this.#log.url(this.#cursor));
    this.#source = source;
    source.onmessage = (message) => this.#source === source && this.#receive(message);
    source.onerror = () => this.#source === source && this.#onError(source);
    this.#after(patience, () => this.#onNothing(source));
  }

  #receive(message) {
    let event;
    try {
      event = JSON.parse(message.data);
    } catch {
      return;
    }
    if (event.type === 'error' && event.code === 'busy' && !event.messageId) {
      this.#onBusy();
      return;
    }
    // Only an event proves that the stream works; a buffering proxy opens it as well.
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#heard = true;
    if (this.#polling.running) {
      this.#polling.stop();
      if (this.#openedAt !== this.#cursor) {
        // The polls are ahead of this stream, which would repeat everything since.
        this.#connect();
        return;
      }
    }
    this.#become('live');
    this.#deliver(event, message.lastEventId);
  }

  /** Events without a conversation only tell whether the stream continues where it was. */
  #deliver(event, id) {
    const fresh = this.#cursor === null;
    if (id) this.#cursor = id;
    if (event.type === 'reset' || (event.type === 'ready' && fresh)) this.#onEvent({ type: 'gap' }, this.#cursor);
    else if (event.type !== 'ready') this.#onEvent(event, this.#cursor);
  }

  #onBusy() {
    if (this.#polling.running) return;
    this.#become('busy');
    this.#after(BUSY_COMES_BACK_WITHIN, () => this.#connect());
  }

  #onError(source) {
    if (this.#polling.running) return;
    if (source.readyState === EventSource.CLOSED) {
      this.#giveUp(source);
    } else if (this.#heard) {
      this.#heard = false;
      this.#become('reconnecting');
      this.#after(COMES_BACK_WITHIN, () => this.#connect());
    } else if (this.#state !== 'busy') {
      source.close();
      this.#retryLater(0);
    }
  }

  async #giveUp(source) {
    clearTimeout(this.#timer);
    this.#become('reconnecting');
    const { status, retryAfter } = await this.#log.probe(this.#cursor);
    if (this.#source !== source) return;
    if (this.#log.isOver(status)) this.#end();
    else this.#retryLater(retryAfter);
  }

  /** The stream has delivered nothing. A poll tells whether the server or the network is the cause. */
  async #onNothing(source) {
    if (this.#polling.running) {
      this.#rest();
      return;
    }
    const answer = await this.#log.poll(this.#cursor, 0);
    if (this.#source !== source || this.#state === 'live' || this.#state === 'busy') return;
    if (this.#log.isOver(answer.status)) this.#end();
    else if (answer.ok) this.#fallBack(answer.body.cursor);
    else this.#retryLater(answer.retryAfter);
  }

  #fallBack(head) {
    const cursor = this.#cursor ?? head;
    this.#rest();
    this.#polling.start(cursor);
    this.#become('polling');
    this.#deliver({ type: 'ready' }, cursor);
  }

  /** Pauses the attempts to open the stream. */
  #rest() {
    this.#source.close();
    this.#source = null;
    this.#after(STREAM_TRIED_EVERY, () => this.#connect());
  }

  #retryLater(retryAfter) {
    const delay = backOff(this.#attempt++, retryAfter);
    this.#become('reconnecting', Date.now() + delay);
    this.#after(delay, () => this.#connect());
  }

  #end() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#become('ended');
  }

  #after(millis, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, millis);
  }

  #onVisibility() {
    if (document.hidden) {
      this.#hiddenAt = Date.now();
      return;
    }
    // After a long sleep the browser may keep a connection that is dead.
    const stale = Date.now() - this.#hiddenAt > STALE_AFTER;
    if (stale || (!this.live && this.#state !== 'connecting')) this.reopen();
  }

  #noticeSleep() {
    const slept = Date.now() - this.#tickedAt > SLEPT_AFTER;
    this.#tickedAt = Date.now();
    if (slept) this.reopen();
  }

  #become(wanted, retryAt = null) {
    const onItsWay = wanted === 'connecting' || wanted === 'reconnecting';
    const state = onItsWay && !navigator.onLine ? 'offline' : wanted;
    if (state === this.#state && !retryAt) return;
    this.#state = state;
    this.#onState({ state, retryAt, since: Date.now() });
  }
}
