import * as api from '../api.js';

// No answer, or one of a proxy or of a server that is not ready.
const TRANSIENT = [0, 429, 502, 503, 504];

/**
 * Sends new titles and deletions of conversations: repeated until the server can be reached, also after a reload of the
 * tab. A change is {kind: 'rename' | 'delete', id, title, before}: plain data.
 */
export class Changes {
  #retry;
  #storage;
  #unsent;

  constructor(retry, storage) {
    this.#retry = retry;
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
    const wanted = () => this.#unsent.includes(change);
    const answer = await this.#retry.run(() => call(change), { transient: TRANSIENT, wanted });
    if (!wanted() || answer.status === 401) return null;
    this.#keep(this.#others(change));
    return answer;
  }

  #others({ id }) {
    return this.#unsent.filter((other) => other.id !== id);
  }

  #keep(changes) {
    this.#unsent = changes;
    this.#storage.saveChanges(changes);
  }
}

function call({ kind, id, title }) {
  return kind === 'delete' ? api.deleteConversation(id) : api.changeConversation(id, { title });
}
