import { ownLog } from '../api.js';
import { randomId } from '../random.js';
import { Connection } from './connection.js';
import { Lock } from './lock.js';

// A leader that does not answer is suspended; the visible tab then takes the lock.
const LEADER_ANSWERS_WITHIN = 2500;
const LEADER_ASKED_EVERY = 5000;

/**
 * One event stream per browser. The leading tab holds the connection and forwards numbered events to the other tabs, so that each detects a
 * gap. A new leader resumes at the cursor.
 */
export class Feed {
  #onEvent;
  #onState;
  #lock;
  #channel;
  #connection = null;
  #state = { state: 'connecting', retryAt: null, since: Date.now() };
  #cursor = null;
  /** The leader, and the number of its events received. */
  #term = null;
  #count = 0;
  #answeredAt = Date.now();
  #frozen = false;

  constructor(name, { onEvent, onState }) {
    this.#onEvent = onEvent;
    this.#onState = onState;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#onMessage(data);
    this.#lock = new Lock(name, { held: () => this.#lead(), lost: () => this.#follow() });
    document.addEventListener('visibilitychange', () => this.#checkLeader());
    setInterval(() => this.#checkLeader(), LEADER_ASKED_EVERY);
    // A page in the back/forward cache must not hold the lock.
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', ({ persisted }) => persisted && this.open());
    // A frozen page (Page Lifecycle) still gets the other tabs' messages, but no events.
    document.addEventListener('freeze', () => this.#freeze());
    document.addEventListener('resume', () => this.#resume());
  }

  get leads() {
    return this.#lock.mine;
  }

  open() {
    this.#lock.take();
    this.#query();
  }

  /** Reconnects the stream, also if another tab holds it. */
  reopen() {
    if (this.leads) this.#connection.reopen();
    else this.#channel.postMessage({ kind: 'reopen' });
  }

  #lead() {
    if (this.#frozen) {
      this.#lock.release();
      return;
    }
    this.#term = randomId();
    this.#count = 0;
    this.#connection ??= new Connection(ownLog, {
      onEvent: (event, cursor) => this.#forward(event, cursor),
      onState: (state) => this.#broadcastState(state),
    });
    this.#broadcastState(this.#state);
    this.#connection.open(this.#cursor);
  }

  #leave() {
    if (!this.leads) return;
    this.#connection.close();
    this.#lock.release();
    this.#term = null;
  }

  #freeze() {
    this.#frozen = true;
    this.#leave();
  }

  #resume() {
    this.#frozen = false;
    this.open();
  }

  #follow() {
    this.#connection?.close();
    this.#term = null;
    this.open();
  }

  #forward(event, cursor) {
    this.#cursor = cursor;
    this.#count++;
    this.#channel.postMessage({ kind: 'event', term: this.#term, count: this.#count, cursor, event });
    this.#onEvent(event);
  }

  #broadcastState(state) {
    this.#state = state;
    this.#channel.postMessage({ kind: 'state', term: this.#term, count: this.#count, cursor: this.#cursor, state });
    this.#onState(state);
  }

  #onMessage({ kind, term, count, cursor, event, state }) {
    if (this.leads) {
      if (kind === 'hello') this.#broadcastState(this.#state);
      else if (kind === 'reopen') this.#connection.reopen();
      return;
    }
    if (kind !== 'event' && kind !== 'state') return;
    this.#answeredAt = Date.now();
    const expected = term === this.#term ? this.#count + (kind === 'event' ? 1 : 0) : null;
    // A new leader that starts at our position causes no gap.
    const whole = expected === null ? kind === 'state' && count === 0 && cursor !== null && cursor === this.#cursor : count === expected;
    this.#term = term;
    this.#count = count;
    this.#cursor = cursor ?? this.#cursor;
    if (kind === 'state') this.#onState(this.#state = state);
    if (!whole) this.#onEvent({ type: 'gap' });
    if (kind === 'event') this.#onEvent(event);
  }

  #query() {
    if (this.leads) return;
    this.#channel.postMessage({ kind: 'hello' });
    const asked = Date.now();
    setTimeout(() => {
      const asleep = this.#answeredAt < asked && !document.hidden && !this.leads;
      if (asleep) this.#lock.take({ steal: true });
    }, LEADER_ANSWERS_WITHIN);
  }

  #checkLeader() {
    if (!document.hidden) this.#query();
  }
}
