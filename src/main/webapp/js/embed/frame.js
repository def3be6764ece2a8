import { authorizeBy } from '../authorization.js';
import { isRunning } from '../chat/answer.js';
import { runningAnswer } from '../chat/open.js';
import { noSettings } from '../store.js';
import { setTheme } from '../theme.js';
import { setVariables } from './appearance.js';
import { Tokens } from './tokens.js';

const MARK = 'suda-chat';
const ORIGIN = /^https?:\/\/[^/\s]+$/;
const ID = /^[\x21-\x7e]{1,64}$/;
// The host answers within its own time-out; this one is for a host that has gone.
const TOKEN_PATIENCE = 15_000;

/**
 * This page in the frame of a `<suda-chat>`. Accepts only messages of the parent window from the origin that opened it;
 * the browser enforces the allowed origins by `frame-ancestors`. State that must survive this frame is stored by the
 * host.
 */
export class Frame {
  #origin;
  #begun;
  #memory;
  #options = {};
  #questions = new Map();
  #tokens = null;
  #app = null;
  #commands = Promise.resolve();
  /** The messages that the host knows, with their states. */
  #known = new Map();
  #seeded = true;
  #failures = new Set();

  /** Null if the page is not embedded. */
  static async join() {
    const query = new URLSearchParams(location.search);
    if (query.get('embed') !== '1') return null;
    document.documentElement.dataset.embed = '';
    const origin = query.get('origin') ?? '';
    if (parent === window || !ORIGIN.test(origin)) return null;
    const frame = new Frame(origin);
    await frame.#begin();
    return frame;
  }

  constructor(origin) {
    this.#origin = origin;
    addEventListener('message', (event) => {
      if (event.source === parent && event.origin === this.#origin && event.data?.[MARK] === 1) this.#hear(event.data);
    });
  }

  /** Requests the host's settings and stored state. */
  async #begin() {
    const { options, style, memory, byToken } = await new Promise((resolve) => {
      this.#begun = resolve;
      this.#post({ type: 'hello' });
    });
    this.#memory = memory;
    for (const id of memory.running) this.#known.set(id, 'streaming');
    this.#options = options;
    setTheme(options.theme);
    setVariables(style);
    if (!byToken) return;
    this.#tokens = new Tokens({
      ask: () => this.#askForToken(),
      onRenewed: () => this.#app?.onRenewed(),
      // Another person's conversations.
      onOther: () => location.reload(),
    });
    authorizeBy(this.#tokens);
    await this.#tokens.current();
  }

  get language() {
    return this.#options.lang ? this.#options.lang.slice(0, 2).toLowerCase() : null;
  }

  /** The conversation to show, or null. */
  get conversation() {
    return this.#memory.conversation;
  }

  /** Frames of one person share a stream; frames of different persons do not. */
  get person() {
    return this.#tokens ? `:${this.#tokens.identity ?? Math.random()}` : '';
  }

  /** Like the given storage, but data of this chat only are stored by the host. */
  storage(storage) {
    const { drafts } = this.#memory;
    return {
      ...storage,
      // A host's script from before an upgrade kept one request, or null.
      loadUnsent: () => [].concat(this.#memory.unsent ?? []),
      saveUnsent: (requests) => {
        this.#memory.unsent = requests;
        this.#post({ type: 'unsent', requests });
      },
      loadFiles: () => [],
      saveFiles: () => {},
      onDrafts: null,
      loadDraft: (id) => drafts[id ?? 'new'] ?? '',
      saveDraft: (id, text) => {
        if ((drafts[id ?? 'new'] ?? '') === text) return;
        drafts[id ?? 'new'] = text;
        this.#post({ type: 'draft', id: id ?? 'new', text });
      },
    };
  }

  /** `app`: the store and its actions, `relabel` and `onRenewed`. Called once, before anything is loaded. */
  attach(app) {
    this.#app = app;
    this.#seeded = app.store.state.open.id === null;
    // A login page cannot be in a frame.
    Object.assign(document.querySelector('.sign-in-button'), { target: '_blank', rel: 'noopener' });
    document.addEventListener('click', (event) => this.#onClick(event));
    this.#writePlaceholder();
    app.store.subscribe((state, before) => this.#onState(state, before));
  }

  /**
   * A reader identified by a cookie must be the same at the next call: a browser that blocks cookies in frames gets a
   * new identity each time. Then applies the host's model and preset.
   */
  async prepare(me, askAgain) {
    if (me.user.anonymous) {
      const again = await askAgain();
      if (again.ok && again.body.user.id !== me.user.id) {
        this.#app.store.dispatch({ type: 'signedOut', login: null, reason: 'cookiesBlocked' });
        return false;
      }
    }
    await this.#choose();
    return true;
  }

  /** Messages can be sent from now on. */
  ready() {
    this.#tell('suda-ready');
    this.#post({ type: 'ready' });
  }

  /** The server refuses this caller. */
  refused(status) {
    if (this.#failures.has(status)) return;
    this.#failures.add(status);
    this.#tell('suda-error', { code: String(status) });
  }

  async #choose() {
    const { model, preset } = this.#options;
    const settings = noSettings();
    if (preset) {
      const chosen = await this.#app.presets.find(preset);
      if (chosen === null) this.#tell('suda-error', { code: 'preset_missing' });
      for (const name of Object.keys(settings)) settings[name] = chosen?.[name] ?? null;
    }
    if (model) settings.model = model;
    if (model || preset) this.#app.store.dispatch({ type: 'settingsChosen', settings, lasting: true });
  }

  #post(message) {
    parent.postMessage({ [MARK]: 1, ...message }, this.#origin);
  }

  #tell(name, { messageId = null, code = null, conversationId = this.#app?.store.state.open.id ?? null } = {}) {
    const running = [...this.#known].filter(([, status]) => status === 'streaming').map(([id]) => id);
    this.#post({ type: 'event', name, detail: { conversationId, messageId, code }, running });
  }

  #hear({ type, ...message }) {
    switch (type) {
      case 'begin':
        this.#begun(message);
        break;
      case 'token':
        this.#questions.get(message.question)?.(typeof message.token === 'string' ? message.token : null);
        this.#questions.delete(message.question);
        break;
      case 'options':
        this.#onOptions(message);
        break;
      case 'send':
      case 'open':
      case 'stop':
        this.#commands = this.#commands.then(() => this.#do(type, message)).catch(console.error);
        break;
      default:
    }
  }

  #askForToken() {
    return new Promise((resolve) => {
      const question = crypto.getRandomValues(new Uint32Array(2)).join('-');
      this.#questions.set(question, resolve);
      this.#post({ type: 'token', question });
      setTimeout(() => {
        this.#questions.delete(question);
        resolve(null);
      }, TOKEN_PATIENCE);
    });
  }

  async #onOptions({ options, style }) {
    const before = this.#options;
    this.#options = options;
    setVariables(style);
    if (before.theme !== options.theme) setTheme(options.theme);
    if (!this.#app) return;
    this.#writePlaceholder();
    if (before.lang !== options.lang) this.#app.relabel(this.language);
    if (before.model !== options.model || before.preset !== options.preset) await this.#choose();
  }

  #writePlaceholder() {
    const input = document.getElementById('composer-input');
    const { placeholder } = this.#options;
    if (placeholder) {
      delete input.dataset.i18nPlaceholder;
      input.placeholder = placeholder;
    } else if (!input.dataset.i18nPlaceholder) {
      input.dataset.i18nPlaceholder = 'placeholder';
      this.#app.relabel(null);
    }
  }

  async #do(type, { id, key, text }) {
    const { store, chat, library } = this.#app;
    if (type === 'stop') chat.stop();
    else if (type === 'open') {
      if (id === null || ID.test(id)) library.open(id);
      else this.#tell('suda-error', { code: 'missing', conversationId: id });
    } else {
      const { open } = await store.when((state) => state.me !== null && state.open.state !== 'loading');
      const sent = chat.send(text, { key });
      if (sent) return;
      const code = !text.trim() ? 'empty' : runningAnswer(open) ? 'busy' : open.state;
      this.#post({ type: 'dropped', key });
      this.#tell('suda-error', { code });
    }
  }

  /** Entries in the host's history are left to the host. */
  #onClick(event) {
    const link = event.target.closest?.('a[href^="#/"]');
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    this.#app.library.create();
  }

  #onState(state, before) {
    if (state.signedOut && !before.signedOut) {
      const blocked = state.signedOut.reason === 'cookiesBlocked';
      this.#tell('suda-login-required', { code: blocked ? 'cookies_blocked' : this.#tokens?.given ? 'token_refused' : 'no_login' });
      if (this.#tokens && !blocked) this.#app.waitForLogin();
    }
    if (state.open !== before.open) this.#onOpen(state.open, before.open);
  }

  #onOpen(open, before) {
    if (open.id !== before.id) {
      if (before.id !== null || !open.created) {
        this.#known.clear();
        this.#failures.clear();
        this.#seeded = open.id === null;
      }
      this.#post({ type: 'conversation', id: open.id });
    }
    if (open.state !== before.state && (open.state === 'missing' || open.state === 'failed')) {
      this.#tell('suda-error', { code: open.state === 'missing' ? 'missing' : 'unreachable' });
    }
    if (open.messages === before.messages || (!this.#seeded && open.state !== 'ready')) return;
    for (const message of open.messages) this.#compare(message);
    if (!this.#seeded) this.#post({ type: 'running', ids: open.messages.filter(isRunning).map(({ id }) => id) });
    this.#seeded = true;
  }

  /** Reports changes of messages to the host; nothing for a conversation that was only opened. */
  #compare({ id, key, role, request, status, error, finishReason, conversationId }) {
    if (request) {
      const failed = status === 'failed';
      if (failed && !this.#failures.has(key)) this.#tell('suda-error', { code: error?.code ?? null });
      if (failed) this.#failures.add(key);
      else this.#failures.delete(key);
      return;
    }
    const before = this.#known.get(id);
    if (before === status) return;
    this.#known.set(id, status);
    if (before === undefined && !this.#seeded) return;
    if (before === undefined) this.#tell('suda-message', { conversationId, messageId: id });
    if (role !== 'assistant' || status === 'streaming' || (before !== undefined && before !== 'streaming')) return;
    if (status === 'complete' || status === 'stopped') this.#tell('suda-done', { conversationId, messageId: id, code: finishReason ?? status });
    else this.#tell('suda-error', { conversationId, messageId: id, code: error?.code ?? status });
  }
}
