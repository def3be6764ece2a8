/**
 * `<suda-chat>`: embeds Suda in any page. The element shows Suda's page in a frame, and keeps the state that must
 * survive that frame: if it is moved in the document, or rendered again with the same `id`, the conversation continues.
 */

const SERVER = new URL('..', import.meta.url).href;
const MARK = 'suda-chat';
const ATTRIBUTES = ['server', 'conversation', 'model', 'preset', 'lang', 'theme', 'placeholder'];
const VARIABLES = ['--suda-accent', '--suda-background', '--suda-text', '--suda-font'];
const XHTML = 'http://www.w3.org/1999/xhtml';

const TOKEN_WITHIN = 10_000;
const TOKEN = /^[\x21-\x7e]+$/;
// A loaded page sends a message as soon as it runs.
const SPEAKS_WITHIN = 30_000;
const SPEAKS_AFTER_LOAD = 5000;
const FIRST_DELAY = 2000;
const LONGEST_DELAY = 30_000;
// Frameworks that render again remove the old element and add the new one at once.
const REMEMBERED_FOR = 1000;

const STYLE = `
  :host { display: block; position: relative; box-sizing: border-box; width: 100%; height: 32rem; overflow: hidden; }
  :host([hidden]) { display: none; }
  iframe { display: block; width: 100%; height: 100%; border: 0; }
  iframe[hidden], div[hidden] { display: none; }
  div { display: grid; place-content: center; justify-items: center; gap: 1em; height: 100%; padding: 1em; box-sizing: border-box; text-align: center; }
  p { margin: 0; }
  button { font: inherit; }
`;

const WORDS = {
  ko: { title: '수다 Suda', away: '채팅 서버에 닿지 못했습니다.', again: '다시 시도' },
  en: { title: 'Suda chat', away: 'The chat server could not be reached.', again: 'Try again' },
};

/** The state of removed elements, by the key under which a new element takes it over. */
const remembered = new Map();

const newMemory = (conversation) => ({ conversation, unsent: [], drafts: {}, running: [] });

function make(name, properties = {}, ...children) {
  const node = Object.assign(document.createElementNS(XHTML, name), properties);
  node.append(...children);
  return node;
}

class SudaChat extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: 'open' });
  #words = make('p');
  #again = make('button', { type: 'button', onclick: () => this.#restart() });
  #notice = make('div', { hidden: true, role: 'status' }, this.#words, this.#again);
  #frame = null;
  /** The window whose messages are accepted. */
  #window = null;
  #origin = null;
  #memory = null;
  #provider = null;
  /** Whether the page in the frame was started with tokens. */
  #byToken = false;
  #begun = false;
  #ready = false;
  #signedOut = false;
  #queue = [];
  #attempt = 0;
  #away = false;
  #timer = 0;
  #tokenProblem = null;
  #onMessage = (event) => this.#hear(event);
  #onLook = () => this.#sendOptions();
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #observer = new MutationObserver(this.#onLook);

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#notice);
  }

  connectedCallback() {
    this.#takeOver('tokenProvider');
    const earlier = this.#memory ? null : remembered.get(this.#name);
    if (earlier) {
      remembered.delete(this.#name);
      this.#memory = earlier.memory;
      this.#provider ??= earlier.provider;
      this.#queue.unshift(...earlier.queue);
    }
    this.#memory ??= newMemory(this.getAttribute('conversation') || null);
    addEventListener('message', this.#onMessage);
    this.#scheme.addEventListener('change', this.#onLook);
    const attributes = { attributes: true, attributeFilter: ['class', 'style', 'lang', 'data-theme'] };
    for (const node of [this, document.documentElement, document.body]) if (node) this.#observer.observe(node, attributes);
    this.#start();
  }

  disconnectedCallback() {
    removeEventListener('message', this.#onMessage);
    this.#scheme.removeEventListener('change', this.#onLook);
    this.#observer.disconnect();
    this.#stop();
    if (!this.id) return;
    const kept = { memory: this.#memory, provider: this.#provider, queue: this.#queue };
    const name = this.#name;
    remembered.set(name, kept);
    setTimeout(() => remembered.get(name) === kept && remembered.delete(name), REMEMBERED_FOR);
  }

  /** Moved as a whole, the frame keeps its state. */
  connectedMoveCallback() {}

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#memory) return;
    if (name === 'conversation') this.open(after || null);
    else if (name === 'server') {
      this.#memory = newMemory(this.getAttribute('conversation') || null);
      this.#restart();
    } else this.#sendOptions();
  }

  /** An async function that resolves to the host's JWT for its user, or to null if nobody is signed in. */
  get tokenProvider() {
    return this.#provider;
  }

  set tokenProvider(provider) {
    if (provider != null && typeof provider !== 'function') throw new TypeError('tokenProvider is not a function');
    this.#provider = provider ?? null;
    this.#tokenProblem = null;
    if (this.isConnected && this.#begun && (this.#signedOut || this.#byToken !== (this.#provider !== null))) this.#restart();
  }

  /** Sends it in the open conversation as soon as possible. */
  send(text) {
    this.#command({ type: 'send', text: String(text), key: crypto.getRandomValues(new Uint32Array(4)).join('-') });
  }

  /** Stops the running answer, if there is one. */
  stop() {
    this.#command({ type: 'stop' });
  }

  /** Shows that conversation, or a new one. */
  open(id) {
    this.#command({ type: 'open', id: id == null || id === '' ? null : String(id) });
  }

  get #name() {
    return JSON.stringify([this.id, this.getAttribute('server'), this.getAttribute('conversation')]);
  }

  /** Properties set before the class was defined hide its accessors. */
  #takeOver(property) {
    if (!Object.hasOwn(this, property)) return;
    const value = this[property];
    delete this[property];
    this[property] = value;
  }

  #start() {
    this.#stop();
    const server = this.#server();
    if (!server) {
      this.#tell('suda-error', { code: 'server' });
      this.#show(false);
      return;
    }
    this.#origin = server.origin;
    const { title } = this.#texts();
    this.#frame = make('iframe', { title, allow: 'clipboard-write', referrerPolicy: 'no-referrer' });
    this.#frame.src = `${server.href}?${new URLSearchParams({ embed: 1, origin: location.origin })}`;
    this.#frame.addEventListener('load', () => !this.#begun && this.#wait(SPEAKS_AFTER_LOAD));
    this.#root.append(this.#frame);
    this.#window = this.#frame.contentWindow;
    // A failed frame shows the browser's error page; it is replaced by our message.
    this.#show(!this.#away);
    this.#wait(SPEAKS_WITHIN);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#frame?.remove();
    this.#frame = null;
    this.#window = null;
    this.#begun = false;
    this.#ready = false;
    this.#signedOut = false;
  }

  #restart() {
    if (this.isConnected) this.#start();
  }

  #server() {
    try {
      const url = new URL(this.getAttribute('server') || SERVER, document.baseURI);
      url.search = '';
      url.hash = '';
      if (!url.pathname.endsWith('/')) url.pathname += '/';
      return /^https?:$/.test(url.protocol) ? url : null;
    } catch {
      return null;
    }
  }

  #wait(millis) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onSilence(), millis);
  }

  /** The server is unreachable, or forbids framing; the browser does not report which. */
  #onSilence() {
    if (!this.#away) this.#tell('suda-error', { code: 'unreachable' });
    this.#away = true;
    this.#show(false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#restart(), Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempt++));
  }

  #show(frame) {
    const { away, again } = this.#texts();
    this.#words.textContent = away;
    this.#again.textContent = again;
    this.#notice.hidden = frame;
    if (this.#frame) this.#frame.hidden = !frame;
  }

  get #language() {
    return this.getAttribute('lang') || this.parentElement?.closest('[lang]')?.getAttribute('lang') || '';
  }

  #texts() {
    const language = this.#language || navigator.language;
    return /^ko\b/i.test(language) ? WORDS.ko : WORDS.en;
  }

  #hear({ source, origin, data }) {
    if (source === null || source !== this.#window || origin !== this.#origin || data?.[MARK] !== 1) return;
    switch (data.type) {
      case 'hello':
        this.#begin();
        break;
      case 'ready':
        this.#ready = true;
        this.#queue.forEach((command) => this.#post(command));
        this.#queue = this.#queue.filter(({ type }) => type === 'send');
        break;
      case 'token':
        this.#answer(data.question);
        break;
      case 'event':
        this.#memory.running = data.running;
        this.#signedOut ||= data.name === 'suda-login-required';
        this.#tell(data.name, data.detail);
        break;
      default:
        this.#remember(data);
    }
  }

  #begin() {
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#away = false;
    this.#begun = true;
    this.#ready = false;
    this.#signedOut = false;
    this.#byToken = this.#provider !== null;
    this.#show(true);
    this.#post({ type: 'begin', byToken: this.#byToken, memory: this.#memory, ...this.#look() });
  }

  /** The state that the frame cannot keep. */
  #remember({ type, id, ids, text, key, requests }) {
    const memory = this.#memory;
    if (type === 'conversation') {
      if (memory.conversation !== id) memory.running = [];
      memory.conversation = id;
    } else if (type === 'running') memory.running = ids;
    else if (type === 'draft') {
      if (text) memory.drafts[id] = text;
      else delete memory.drafts[id];
    } else if (type === 'unsent') {
      memory.unsent = requests;
      memory.conversation ??= requests.at(-1)?.conversationId ?? null;
      requests.forEach((request) => this.#drop(request.key));
    } else if (type === 'dropped') this.#drop(key);
  }

  #drop(key) {
    this.#queue = this.#queue.filter((command) => command.key !== key);
  }

  /** Messages stay in the queue until the frame has accepted them. */
  #command(command) {
    if (this.#ready) this.#post(command);
    if (!this.#ready || command.type === 'send') this.#queue.push(command);
  }

  #look() {
    const style = getComputedStyle(this);
    const options = Object.fromEntries(ATTRIBUTES.map((name) => [name, this.getAttribute(name)]));
    return {
      options: { ...options, lang: this.#language },
      style: Object.fromEntries(VARIABLES.map((name) => [name, style.getPropertyValue(name).trim()])),
    };
  }

  #sendOptions() {
    if (this.#begun) this.#post({ type: 'options', ...this.#look() });
  }

  async #answer(question) {
    const window = this.#window;
    const token = await this.#token();
    // The answer is for the page that has asked.
    if (window === this.#window) this.#post({ type: 'token', question, token });
  }

  /** Null if the host has none, has not answered in time, or has failed. */
  async #token() {
    if (!this.#provider) return null;
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve({ problem: 'token_timeout' }), TOKEN_WITHIN);
    });
    const asked = (async () => ({ token: await this.#provider() }))().catch((error) => {
      console.error('tokenProvider', error);
      return { problem: 'token_failed' };
    });
    const { token = null, problem = null } = await Promise.race([asked, late]);
    clearTimeout(timer);
    const good = typeof token === 'string' && TOKEN.test(token);
    const code = problem ?? (good || token === null ? null : 'token_failed');
    if (code && code !== this.#tokenProblem) this.#tell('suda-error', { code });
    this.#tokenProblem = code;
    return good ? token : null;
  }

  #post(message) {
    this.#window?.postMessage({ [MARK]: 1, ...message }, this.#origin);
  }

  #tell(name, { conversationId = this.#memory?.conversation ?? null, messageId = null, code = null }) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail: { conversationId, messageId, code } }));
  }
}

if (!customElements.get('suda-chat')) customElements.define('suda-chat', SudaChat);
