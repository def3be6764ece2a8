import * as api from './api.js';
import { sleep } from './delay.js';
import { currentLanguage } from './i18n.js';
import { findMessage, runningAnswer } from './store.js';

const PATIENCE_TO_CONNECT = 10_000;
const PATIENCE_FOR_START = 5000;
const PATIENCE_FOR_END = 5000;
const PATIENCE_FOR_REASON = 1500;
const SILENCE_TO_DOUBT = 40_000;
const TICK = 250;

// crypto.randomUUID is missing where the page comes over plain HTTP from another machine.
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a person can do, and what follows from the server's events. Views call it; it alone changes the store. */
export class Chat {
  #store;
  #connection;

  constructor(store, connection) {
    this.#store = store;
    this.#connection = connection;
    setInterval(() => this.#doubtSilence(), 1000);
  }

  get #state() {
    return this.#store.state;
  }

  start() {
    this.#store.dispatch({ type: 'opened', sessionId: randomId() });
    this.#connection.open(this.#state.sessionId);
  }

  /** Goes on exactly where the page was left, in the middle of an answer too. */
  resume(conversation) {
    this.#store.dispatch({ type: 'restored', conversation });
    this.#connection.open(conversation.sessionId, conversation.cursor);
    const answer = runningAnswer(this.#state);
    if (answer && !answer.messageId) this.#settle(answer.id, PATIENCE_FOR_START, NETWORK);
  }

  /** False where an answer is still running: the draft stays with the composer. */
  send(content) {
    if (!content.trim() || runningAnswer(this.#state)) return false;
    const now = Date.now();
    const answerId = randomId();
    this.#store.dispatch({ type: 'asked', question: { id: randomId(), role: 'user', content, createdAt: now }, answerId, now });
    this.#ask(answerId);
    return true;
  }

  retry(id) {
    if (runningAnswer(this.#state)) return;
    const answerId = randomId();
    this.#store.dispatch({ type: 'retried', id, answerId, now: Date.now() });
    this.#ask(answerId);
  }

  /** Before the answer's id is known, the wish is kept and carried out when it arrives. */
  async stop() {
    const answer = runningAnswer(this.#state);
    if (!answer || answer.stopRequested) return;
    this.#store.dispatch({ type: 'stopRequested', id: answer.id });
    if (answer.messageId) await this.#stopAtServer(answer);
  }

  async newChat() {
    const before = this.#state.sessionId;
    const answer = runningAnswer(this.#state);
    if (answer) {
      this.stop();
      for (let waited = 0; findMessage(this.#state, answer.id)?.running && waited < 2000; waited += 50) await sleep(50);
    }
    if (this.#state.sessionId === before) this.start();
  }

  onEvent(event, id) {
    this.#store.dispatch({ type: 'event', event, id, now: Date.now(), answerId: randomId() });
    const answer = event.messageId && this.#state.messages.findLast((message) => message.messageId === event.messageId);
    if (!answer) return;
    if (event.type === 'start' && answer.stopRequested) this.#stopAtServer(answer);
    if (answer.faulty && !answer.recovered && answer.startCursor) {
      this.#store.dispatch({ type: 'rewound', id: answer.id, cursor: answer.startCursor });
      this.#connection.rewind(answer.startCursor);
    }
  }

  async #ask(id) {
    await this.#connection.whenLive(PATIENCE_TO_CONNECT);
    let response = await this.#post(id);
    if (response?.status === 400 && /SSE connection not found/.test(response.body.message)) {
      this.#connection.reopen();
      await this.#connection.whenLive(PATIENCE_TO_CONNECT);
      response = await this.#post(id);
    }
    if (!response) return;
    const error = { message: response.body.message ?? null, code: null, retryable: true };
    if (response.ok) this.#settle(id, PATIENCE_FOR_END, null);
    else if (response.status === 0) this.#settle(id, PATIENCE_FOR_START, NETWORK);
    else if (response.status >= 500) this.#settle(id, PATIENCE_FOR_REASON, error);
    else this.#store.dispatch({ type: 'failed', id, error });
  }

  async #post(id) {
    const answer = findMessage(this.#state, id);
    if (!answer?.running) return null;
    if (answer.stopRequested) {
      this.#store.dispatch({ type: 'stopped', id });
      return null;
    }
    const before = this.#state.messages.slice(0, this.#state.messages.indexOf(answer));
    const history = before.filter(({ content }) => content).map(({ role, content }) => ({ role, content }));
    return api.ask(this.#state.sessionId, history, currentLanguage());
  }

  async #stopAtServer({ id, messageId }) {
    const response = await api.stop(messageId, currentLanguage());
    if (!findMessage(this.#state, id)?.running) return;
    if (response.ok) this.#settle(id, PATIENCE_FOR_END, null);
    else if (response.status === 404) this.#store.dispatch({ type: 'stopped', id });
    else this.#store.dispatch({ type: 'stopFailed', id });
  }

  /**
   * The event stream has the word: waits for the end that it brings, until it stood open and silent for this long.
   * A request that never got through needs no stream to be given up; once its answer starts, it is not given up at all.
   */
  async #settle(id, patience, error) {
    const since = Date.now();
    for (;;) {
      await sleep(TICK);
      const answer = findMessage(this.#state, id);
      if (!answer?.running) return;
      if (error === NETWORK && answer.messageId) return;
      const open = this.#connection.live ? this.#connection.liveSince : Date.now();
      const quietSince = Math.max(since, answer.lastAt, error === NETWORK ? 0 : open);
      if (Date.now() - quietSince > patience) break;
    }
    this.#store.dispatch(error ? { type: 'failed', id, error } : { type: 'lost', id });
  }

  // EventSource cannot see heartbeats, so a half-dead connection looks like a silent model. Opening anew is harmless.
  #doubtSilence() {
    const answer = runningAnswer(this.#state);
    if (!answer || !this.#connection.doubtful) return;
    if (Date.now() - Math.max(answer.lastAt, this.#connection.liveSince) > SILENCE_TO_DOUBT) this.#connection.reopen();
  }
}

const NETWORK = Object.freeze({ message: null, code: 'network', retryable: true });
