import { connected } from '../store.js';
import { backOff, sleep } from '../stream/delay.js';

// Number of attempts while events arrive; without a connection it waits for one.
const TRIES = 5;
const RECONNECTED = Object.freeze({});

/** Repeats requests to which there was no final answer: with back-off, and at once when the connection is back. */
export class Retry {
  #store;
  #waiting = [];

  constructor(store) {
    this.#store = store;
    store.subscribe((state, before) => connected(state) && !connected(before) && this.#waiting.splice(0).forEach((go) => go()));
  }

  /**
   * The last answer of the call, or null if the request is not wanted any more.
   * `transient`: the statuses to repeat at; 0 is no answer.
   */
  async run(call, { transient, wanted }) {
    for (let attempt = 0, inVain = 0; wanted(); attempt++) {
      const answer = await call();
      if (answer === RECONNECTED) continue;
      if (connected(this.#store.state)) inVain++;
      if (!transient.includes(answer.status) || inVain === TRIES || !wanted()) return answer;
      await Promise.race([sleep(backOff(attempt, answer.retryAfter)), this.#reconnected()]);
    }
    return null;
  }

  /** For requests that may be sent twice: one to a server that stopped, or was not ready, may never be answered. */
  orReconnected(request) {
    return Promise.race([request, this.#reconnected()]);
  }

  #reconnected() {
    return new Promise((resolve) => this.#waiting.push(() => resolve(RECONNECTED)));
  }
}
