import * as api from '../api.js';
import { connected } from '../store.js';
import { backOff, sleep } from '../stream/delay.js';

// Number of attempts while events arrive; without a connection it waits for one.
const TRIES = 5;
// No answer, or one of a proxy or of a server that is not ready.
const TRANSIENT = [0, 429, 502, 503, 504];

/**
 * Sends new titles and deletions of conversations: repeated until the server can be reached, also after a reload of the
 * tab. A change is {kind: 'rename' | 'delete', id, title, before}: plain data.
 */
export class Changes {
  #store;
  #storage;
  #unsent;

  constructor(store, storage) {
    this.#store = store;
    this.#storage = storage;
    this.#unsent = storage.loadChanges();
  }

  /** Those that the server has not accepted yet, oldest first; one a conversation. */
  get unsent() {
    return this.#unsent;
  }

  /** The server's answer; null if a newer change of the conversation has taken its place, or it waits for a login. */
  async send(change) {
    this.#keep([...this.#others(change), change]);
    for (let attempt = 0, inVain = 0; this.#unsent.includes(change); attempt++) {
      const answer = await this.#attempt(change);
      if (answer.status === 401 || !this.#unsent.includes(change)) break;
      if (connected(this.#store.state)) inVain++;
      if (!TRANSIENT.includes(answer.status) || inVain === TRIES) {
        this.#keep(this.#others(change));
        return answer;
      }
      await Promise.race([sleep(backOff(attempt, answer.retryAfter)), this.#reconnected()]);
    }
    return null;
  }

  #others({ id }) {
    return this.#unsent.filter((other) => other.id !== id);
  }

  #keep(changes) {
    this.#unsent = changes;
    this.#storage.saveChanges(changes);
  }

  #attempt({ kind, id, title }) {
    return kind === 'delete' ? api.deleteConversation(id) : api.changeConversation(id, { title });
  }

  /** Resolves when the connection is back. */
  async #reconnected() {
    await this.#store.when((state) => !connected(state));
    await this.#store.when(connected);
  }
}
