import * as api from '../api.js';
import { number } from '../format.js';
import { randomId } from '../random.js';
import { openCalls } from './answer.js';
import { runningAnswer, shownBranch } from './open.js';
import { find } from './tree.js';

const SILENCE_TO_DOUBT = 40_000;

/** The actions in the open conversation. Only they and the events change the store. */
export class Chat {
  #store;
  #outbox;
  #sync;
  #feed;
  #stale = false;
  /** Tools that are always allowed: by conversation and name, until the page is closed. */
  #allowed = new Set();

  constructor(store, { outbox, sync, feed }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#sync = sync;
    this.#feed = feed;
    setInterval(() => this.#doubtSilence(), 1000);
    document.addEventListener('visibilitychange', () => this.#stale && this.#onGap());
  }

  get #open() {
    return this.#store.state.open;
  }

  /** The reader is known and the conversation is read. */
  get ready() {
    const { me, open } = this.#store.state;
    return me !== null && (open.state === 'new' || open.state === 'ready');
  }

  onEvent(event) {
    if (event.type === 'gap') {
      this.#onGap();
      return;
    }
    this.#sync.note(event);
    this.#store.dispatch({ type: 'event', event, now: Date.now() });
    if (this.#open.faulty) this.#sync.mend();
    if (event.type === 'tool') this.#allowIfKnown(event);
    if (event.type === 'import' && event.finished) this.#sync.all();
    if (event.type === 'start' || event.type === 'message') this.#stopIfWanted();
  }

  /** A hidden tab reads the state again when it becomes visible, not at once. */
  #onGap() {
    this.#stale = document.hidden;
    if (!this.#stale) this.#sync.all();
  }

  /** False if it cannot be sent now: the draft stays in the composer. The key prevents duplicates. */
  send(content, { key, attachments = [] } = {}) {
    const { open, settings } = this.#store.state;
    if (!(content.trim() || attachments.length) || !this.ready || runningAnswer(open) || !this.#fits(content)) return false;
    // A refused message is not on the server.
    const parentId = shownBranch(open).findLast(({ message }) => !message.request)?.message.id ?? null;
    this.#ask({ kind: 'say', key, content, attachments, parentId, settings, conversationId: open.id });
    return true;
  }

  /** The server would refuse it permanently. */
  #fits(content) {
    const most = this.#store.state.me?.limits.messageChars ?? Infinity;
    if (content.length <= most) return true;
    this.#store.dispatch({ type: 'noticed', notice: { key: 'tooLong', values: { most: number(most), chars: number(content.length) } } });
    return false;
  }

  /** Edits the user's message: creates a branch. */
  edit(id, content) {
    const message = find(this.#open.messages, id);
    if (!content.trim() || runningAnswer(this.#open) || !this.#fits(content)) return false;
    this.#ask({ kind: 'edit', messageId: id, content, parentId: message.parentId, conversationId: this.#open.id });
    return true;
  }

  /** Another answer, as a sibling. A message that never reached the server is sent again. */
  retry(id) {
    const message = find(this.#open.messages, id);
    if (!message || runningAnswer(this.#open)) return;
    if (message.request) this.#again(message);
    else this.#ask({ kind: 'regenerate', messageId: id, parentId: message.parentId, conversationId: this.#open.id });
  }

  /**
   * Before the answer's id is known, the request is stored and executed when it is; a question that does not reach
   * the server is taken back.
   */
  stop() {
    const answer = runningAnswer(this.#open);
    if (!answer || answer.stopRequested) return;
    if (answer.request && this.#outbox.withdraw(answer.request)) return;
    this.#changed(answer.id, { stopRequested: true, stopFailed: false });
    this.#stopIfWanted();
  }

  /** Decides on a waiting call: allow, always (in this conversation) or refuse. */
  decide(messageId, { callId, name }, decision) {
    if (decision === 'always') this.#allowed.add(`${this.#open.id} ${name}`);
    return api.decide(messageId, callId, decision !== 'refuse');
  }

  #allowIfKnown({ conversationId, messageId, callId, name, state }) {
    if (state === 'waiting' && this.#allowed.has(`${conversationId} ${name}`)) api.decide(messageId, callId, true);
  }

  /** Shows the branch with that message, here and wherever the conversation is open. */
  async choose(id) {
    const { id: conversationId } = this.#open;
    const key = find(this.#open.messages, id).request ? null : randomId();
    this.#store.dispatch({ type: 'chosen', id, key });
    if (!key) return;
    const { ok } = await api.changeConversation(conversationId, { activeMessageId: id });
    if (this.#open.id === conversationId) this.#store.dispatch({ type: 'choiceAnswered', key, ok });
  }

  /** Continues what a reload interrupted. */
  resume() {
    const { unsent } = this.#outbox;
    this.showUnsent();
    unsent.forEach((request) => this.#send(request));
  }

  /** Shows what waits to be sent in the open conversation; of several new ones, the last. */
  showUnsent() {
    const request = this.#outbox.unsent.findLast(({ conversationId }) => conversationId === this.#open.id);
    if (request && !find(this.#open.messages, request.localId)) this.#show(request);
  }

  #ask(what) {
    const key = what.key ?? randomId();
    const request = { ...what, key, localId: `answer-${key}` };
    this.#show(request);
    this.#send(request);
  }

  /** The messages that stand for it until the server has accepted it. */
  #show(request) {
    const { kind, key, localId, conversationId, parentId, messageId, content } = request;
    const common = { conversationId, key: localId, createdAt: new Date().toISOString(), request, error: null };
    const question = { ...common, id: `question-${key}`, key: `question-${key}`, role: 'user', parentId, content, attachments: request.attachments ?? find(this.#open.messages, messageId)?.attachments ?? [], status: 'complete' };
    const answer = { ...common, id: localId, role: 'assistant', parentId: kind === 'regenerate' ? parentId : question.id, content: '', reasoning: null, status: 'streaming', lastAt: Date.now() };
    this.#store.dispatch({ type: 'asked', messages: kind === 'regenerate' ? [answer] : [question, answer] });
  }

  #again({ id, request }) {
    this.#changed(id, { status: 'streaming', error: null, lastAt: Date.now() });
    this.#send(request);
  }

  async #send(request) {
    await this.#outbox.send(request);
    this.#stopIfWanted();
  }

  async #stopIfWanted() {
    const answer = runningAnswer(this.#open);
    if (!answer?.stopRequested || answer.request || answer.stopping) return;
    this.#changed(answer.id, { stopping: true });
    const response = await api.stop(answer.id);
    const now = find(this.#open.messages, answer.id);
    if (!now || now.status !== 'streaming') return;
    if (!response.ok) this.#changed(answer.id, { stopRequested: false, stopping: false, stopFailed: true });
    // It has been done; its event may still follow.
    else setTimeout(() => find(this.#open.messages, answer.id)?.status === 'streaming' && this.#sync.conversation(), 2000);
  }

  #changed(id, change) {
    this.#store.dispatch({ type: 'answerChanged', id, change });
  }

  // EventSource cannot see heartbeats, so a half-open connection looks like a silent model. Reconnecting is harmless.
  #doubtSilence() {
    const answer = runningAnswer(this.#open);
    if (!answer || answer.request || openCalls(answer).length > 0 || this.#store.state.connection.state !== 'live') return;
    const quietSince = Math.max(answer.lastAt, this.#store.state.connection.since);
    if (Date.now() - quietSince > SILENCE_TO_DOUBT) this.#feed.reopen();
  }
}
