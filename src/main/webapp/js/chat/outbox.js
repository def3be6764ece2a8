import * as api from '../api.js';
import { NETWORK } from './failure.js';

// No answer, or one of a proxy; a refusal of the server's, such as 429 or 503, is shown. The key prevents duplicates.
const TRANSIENT = [0, 502, 504];
const WITHDRAWN = Object.freeze({ ok: false });
const SEPARATOR = '\n\n';

/**
 * Sends requests that start an answer. A request is {kind: 'say' | 'regenerate' | 'edit', key, localId, conversationId,
 * …}: plain data, so that it survives a reload; `localId` is the id of the answer that stands for it on the page.
 */
export class Outbox {
  #store;
  #retry;
  #storage;
  /** The keys of requests whose last attempt has failed. */
  #failing = new Set();
  /** The keys of requests that were taken back. */
  #withdrawn = new Set();

  constructor(store, retry, storage) {
    this.#store = store;
    this.#retry = retry;
    this.#storage = storage;
    // The tab was reloaded, not closed.
    this.unsent.reverse().forEach((request) => this.#forget(request));
    window.addEventListener('pagehide', () => this.unsent.forEach((request) => this.#saveAsDraft(request)));
  }

  /** The requests that are not accepted yet, also those that a reload interrupted; the oldest first. */
  get unsent() {
    return this.#storage.loadUnsent();
  }

  #keep(request) {
    this.#storage.saveUnsent([...this.#others(request), request]);
  }

  #others(request) {
    return this.unsent.filter(({ key }) => key !== request.key);
  }

  /** The failure, or null if it was accepted. */
  async send(request) {
    this.#keep(request);
    const answer = await this.#deliver(request);
    if (this.#withdrawn.has(request.key)) return null;
    this.#storage.saveUnsent(this.#others(request));
    if (answer.ok) {
      const { userMessage, assistantMessage } = answer.body;
      this.#forget(request);
      this.#store.dispatch({ type: 'accepted', messages: [userMessage, assistantMessage], now: Date.now() });
      return null;
    }
    // After a new login, or a return after a refusal, it is in the message box.
    if (!this.#storage.loadDraft(request.conversationId)) this.#saveAsDraft(request);
    const error = answer.status === 0 ? NETWORK : { code: String(answer.status), message: answer.body.detail ?? answer.body.title ?? null, retryable: true };
    this.#store.dispatch({ type: 'answerChanged', id: request.localId, change: { status: 'failed', error } });
    return error;
  }

  /**
   * Takes back a request that does not reach the server; its text and files return to the message box. False if it may
   * be there in a moment.
   */
  withdraw(request) {
    const away = ['offline', 'reconnecting'].includes(this.#store.state.connection.state);
    if (request.kind === 'edit' || !(away || this.#failing.has(request.key))) return false;
    this.#withdrawn.add(request.key);
    this.#storage.saveUnsent(this.#others(request));
    this.#forget(request);
    this.#saveAsDraft(request);
    this.#store.dispatch({ type: 'withdrawn', request });
    return true;
  }

  /** After what is in the message box. */
  #saveAsDraft({ kind, conversationId, content, attachments = [] }) {
    if (kind !== 'say') return;
    const draft = this.#storage.loadDraft(conversationId);
    this.#storage.saveDraft(conversationId, draft ? draft + SEPARATOR + content : content);
    this.#storage.saveFiles(conversationId, [...this.#storage.loadFiles(conversationId), ...attachments]);
  }

  /** Reverses `#saveAsDraft`. */
  #forget({ conversationId, content, attachments = [] }) {
    const draft = this.#storage.loadDraft(conversationId);
    if (draft === content) this.#storage.saveDraft(conversationId, '');
    else if (draft.endsWith(SEPARATOR + content)) this.#storage.saveDraft(conversationId, draft.slice(0, -(SEPARATOR + content).length));
    const sent = new Set(attachments.map(({ id }) => id));
    const kept = this.#storage.loadFiles(conversationId);
    if (kept.some(({ id }) => sent.has(id))) this.#storage.saveFiles(conversationId, kept.filter(({ id }) => !sent.has(id)));
  }

  async #deliver(request) {
    if (!request.conversationId) {
      const made = await this.#patiently(request, () => api.createConversation(request.settings));
      if (!made.ok) return made;
      if (this.#withdrawn.has(request.key)) {
        api.deleteConversation(made.body.id);
        return WITHDRAWN;
      }
      request.conversationId = made.body.id;
      this.#keep(request);
      this.#store.dispatch({ type: 'created', conversation: made.body, localId: request.localId });
    }
    return this.#patiently(request, () => this.#retry.orReconnected(this.#start(request)));
  }

  /** What was taken back while it was on its way is stopped. */
  async #start(request) {
    const answer = await start(request);
    if (answer.ok && this.#withdrawn.has(request.key)) api.stop(answer.body.assistantMessage.id);
    return answer;
  }

  async #patiently({ key }, call) {
    const attempt = async () => {
      this.#failing.delete(key);
      const answer = await call();
      if (TRANSIENT.includes(answer.status)) this.#failing.add(key);
      return answer;
    };
    return (await this.#retry.run(attempt, { transient: TRANSIENT, wanted: () => !this.#withdrawn.has(key) })) ?? WITHDRAWN;
  }
}

function start({ kind, key, conversationId, content, attachments = [], parentId, messageId }) {
  if (kind === 'regenerate') return api.regenerate(messageId, key);
  if (kind === 'edit') return api.edit(messageId, content, key);
  return api.say(conversationId, { content, attachments: attachments.map(({ id }) => id), parentId, key });
}
