import * as api from '../api.js';
import { away, connected } from '../store.js';
import { sleep } from '../stream/delay.js';

const PAGE = 40;
// Where what the server says does not fit what it streams, asking again does not help.
const TRIES = 3;
const FORGIVEN_AFTER = 10_000;

/**
 * Keeps the displayed state and the event stream consistent: loads a conversation or the list over REST and then
 * applies the events received meanwhile. Their offsets tell what the snapshot already contains.
 */
export class Sync {
  #store;
  #reading = null;
  #listing = null;
  /** Whether the list could not be loaded, or was asked for without a connection. */
  #listMissing = false;
  #again = false;
  #tries = 0;
  #triedAt = 0;

  constructor(store) {
    this.#store = store;
    store.subscribe((state, before) => connected(state) && !connected(before) && this.#onConnected());
  }

  /** Repeats what has failed, or may never get a response, since there was no connection. */
  #onConnected() {
    if (this.#listMissing) this.list();
    if (this.#reading?.away) this.#reading = null;
    else if (this.#store.state.open.state !== 'failed') return;
    this.conversation();
  }

  /** Called for each event before anything else. */
  note(event) {
    this.#reading?.events.push(event);
    this.#listing?.push(event);
  }

  /** Reloads everything that is shown, since events may have been missed. */
  async all() {
    await Promise.all([this.conversation(), this.list()]);
  }

  /** Something did not fit. */
  async mend() {
    if (this.#reading) return;
    const now = Date.now();
    if (now - this.#triedAt > FORGIVEN_AFTER) this.#tries = 0;
    if (this.#tries++ >= TRIES) return;
    this.#triedAt = now;
    await this.conversation();
  }

  async conversation() {
    const { id } = this.#store.state.open;
    if (id === null) return;
    if (this.#reading?.id === id) {
      this.#again = true;
      return;
    }
    const reading = { id, events: [], away: away(this.#store.state) };
    this.#reading = reading;
    this.#again = false;
    const answer = await this.#read(reading);
    if (this.#reading !== reading) return;
    this.#reading = null;
    const now = Date.now();
    if (answer.ok) this.#store.dispatch({ type: 'snapshot', snapshot: answer.body, events: reading.events, now });
    else this.#store.dispatch({ type: 'notOpened', id, state: answer.status === 404 ? 'missing' : 'failed' });
    if (this.#again) await this.conversation();
  }

  async #read(reading) {
    for (let attempt = 0; ; attempt++) {
      const answer = await api.readConversation(reading.id);
      const hopeless = answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 429);
      if (hopeless || attempt === 3 || this.#reading !== reading) return answer;
      await sleep(Math.max(answer.retryAfter, 500 * 2 ** attempt));
    }
  }

  async list() {
    const { query } = this.#store.state.list;
    const events = [];
    this.#listing = events;
    this.#listMissing = away(this.#store.state);
    const answer = await api.listConversations({ q: query, limit: PAGE });
    if (this.#listing !== events) return;
    this.#listing = null;
    this.#listMissing = !answer.ok;
    if (answer.ok) this.#store.dispatch({ type: 'listed', items: answer.body.items, next: answer.body.next, events });
    else this.#store.dispatch({ type: 'listFailed' });
  }

  async more() {
    const { query, next, more } = this.#store.state.list;
    // The end of the list in view asks for more; it does again with the connection.
    if (next === null || more || away(this.#store.state)) return;
    this.#store.dispatch({ type: 'listing' });
    const answer = await api.listConversations({ q: query, after: next, limit: PAGE });
    if (this.#store.state.list.query !== query || this.#store.state.list.next !== next) return;
    if (answer.ok) this.#store.dispatch({ type: 'listedMore', items: answer.body.items, next: answer.body.next });
    else this.#store.dispatch({ type: 'listFailed' });
  }
}
