import * as api from '../api.js';
import { t } from '../i18n.js';
import { away } from '../store.js';
import { shownItems } from './list.js';

const UNDO_WITHIN = 7000;
const PRINTED_WITHIN = 10_000;

/** The actions on conversations as a whole: open, search, rename, delete. */
export class Library {
  #store;
  #sync;
  #router;
  #changes;
  #deleting = new Map();

  constructor(store, { sync, router, changes }) {
    this.#store = store;
    this.#sync = sync;
    this.#router = router;
    this.#changes = changes;
    addEventListener('pagehide', () => [...this.#deleting.keys()].forEach((id) => this.#delete(id)));
  }

  async readModels() {
    const answer = await api.models();
    if (answer.ok) this.#store.dispatch({ type: 'modelsRead', models: answer.body.items.map(({ id }) => id), unavailable: answer.body.unavailable ?? [] });
  }

  create() {
    this.#router.go(null);
  }

  open(id) {
    this.#router.go(id);
  }

  /** Opens it and prints it when it is loaded, unless the reader has opened another one by then. */
  async print(id) {
    const asked = Date.now();
    this.open(id);
    await this.#store.when(({ open }) => open.id === id && open.state === 'ready');
    if (Date.now() - asked < PRINTED_WITHIN) requestAnimationFrame(() => print());
  }

  /** The conversation that many places below the open one. */
  step(by) {
    const items = shownItems(this.#store.state.list);
    const at = items.findIndex(({ id }) => id === this.#store.state.open.id);
    const next = items[at < 0 ? 0 : at + by];
    if (next) this.open(next.id);
  }

  search(query) {
    if (query === this.#store.state.list.query) return;
    this.#store.dispatch({ type: 'searched', query });
    this.#sync.list();
  }

  more() {
    this.#sync.more();
  }

  again() {
    this.#sync.all();
  }

  /** The server's problem, or null. */
  async change(id, change) {
    const answer = await api.changeConversation(id, change);
    if (answer.ok) this.#store.dispatch({ type: 'changed', conversation: answer.body });
    return answer.ok ? null : answer;
  }

  async changeModel(id, model) {
    const problem = await this.change(id, { model });
    if (problem) this.#notice({ key: 'modelFailed', detail: problem.body.detail });
  }

  /** On the page at once; the old title returns only if the server refuses the new one. */
  rename(id, title) {
    const waiting = this.#changes.unsent.find((change) => change.id === id && change.kind === 'rename');
    return this.#rename({ kind: 'rename', id, title, before: waiting ? waiting.before : this.#title(id) });
  }

  async #rename(change) {
    const { id, title, before } = change;
    this.#store.dispatch({ type: 'titled', id, title });
    const answer = await this.#changes.send(change);
    if (answer?.ok) this.#store.dispatch({ type: 'changed', conversation: answer.body });
    if (!answer || answer.ok) return;
    if (this.#title(id) === title) this.#store.dispatch({ type: 'titled', id, title: before });
    this.#notice({ key: 'renameFailed', values: { title }, detail: reason(answer) });
  }

  #title(id) {
    const { list, open } = this.#store.state;
    return (list.items.find((item) => item.id === id) ?? (open.id === id ? open.conversation : null))?.title ?? null;
  }

  /** Continues what a reload interrupted. */
  resume() {
    for (const change of this.#changes.unsent) {
      if (change.kind === 'rename') this.#rename(change);
      else {
        this.#store.dispatch({ type: 'deleting', id: change.id });
        this.#delete(change.id);
      }
    }
  }

  /** Removed from the page at once, from the server when it can no longer be undone. */
  delete(id) {
    const wasOpen = this.#store.state.open.id === id;
    const key = away(this.#store.state) ? 'deletedLater' : 'deleted';
    this.#store.dispatch({ type: 'deleting', id });
    this.#deleting.set(id, setTimeout(() => this.#delete(id), UNDO_WITHIN));
    this.#notice({ key, values: { title: this.#title(id) }, undo: () => this.#undo(id, wasOpen), until: UNDO_WITHIN });
    if (wasOpen) this.create();
  }

  #undo(id, wasOpen) {
    if (!this.#deleting.has(id)) return;
    clearTimeout(this.#deleting.get(id));
    this.#deleting.delete(id);
    this.#store.dispatch({ type: 'undeleted', id });
    this.#notice(null);
    if (wasOpen) this.open(id);
  }

  async #delete(id) {
    clearTimeout(this.#deleting.get(id));
    this.#deleting.delete(id);
    const answer = await this.#changes.send({ kind: 'delete', id });
    if (!answer) return;
    if (answer.ok || answer.status === 404) {
      this.#store.dispatch({ type: 'deleted', id });
      return;
    }
    this.#store.dispatch({ type: 'undeleted', id });
    this.#notice({ key: 'deleteFailed', detail: reason(answer) });
  }

  #notice(notice) {
    this.#store.dispatch({ type: 'noticed', notice });
  }
}

const reason = ({ status, body }) => (status === 0 ? t('unreachable') : body.detail);
