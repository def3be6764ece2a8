import { isRunning, openCalls } from '../chat/answer.js';
import { t } from '../i18n.js';
import { GrowingMarkdown } from '../text/growing.js';
import { element, icon } from './dom.js';
import { Editor } from './editor.js';
import { errorBox, foot, note, progress, SILENT_AFTER } from './parts.js';
import { ToolsView } from './tools.js';

/** One message. The text is changed only when it grows, the parts around it only when they change. */
export class MessageView {
  #actions;
  #message = null;
  #context = '';
  #markdown;
  #text = element('div', { class: 'message-text' });
  #body = this.#text;
  #parts = {};
  #behind = false;
  #editor = null;
  #tools = null;
  #attachments = null;

  /** @param actions what its buttons do, and `attachments`, which draws files; a reader who may not decide on tools has no `decide` */
  constructor(message, actions) {
    this.#actions = actions;
    const user = message.role === 'user';
    const name = user ? 'you' : 'assistant';
    this.node = element('article', { class: 'message', dataset: { role: message.role, i18nLabel: name }, 'aria-label': t(name) });
    if (user) {
      this.#text.dir = 'auto';
      this.node.append(this.#text);
      this.#body = this.node;
    } else {
      this.#text.classList.add('markdown');
      this.#markdown = new GrowingMarkdown(this.#text);
      this.#body = element('div', { class: 'message-body' }, this.#text);
      this.node.append(icon('logo'), this.#body);
    }
  }

  /** The displayed text, as its author wrote it. */
  get message() {
    return this.#message;
  }

  /** True if it is to be called again. */
  render(message, { variants, last, idle, live, reading, now, watched = false }) {
    const more = this.#renderText(message);
    const calls = openCalls(message);
    const silence = isRunning(message) && calls.length === 0 ? Math.floor((now - message.lastAt) / 1000) : 0;
    const silent = silence >= SILENT_AFTER && silence;
    const context = [message.id, message.status, message.content !== '', message.error?.message, message.stopFailed, message.restarted, variants?.join(' '), last, idle, live, reading === message.id, silent, calls.map(({ name, state }) => name + state)].join();
    if (context === this.#context) return more;
    this.#context = context;
    this.node.dataset.status = isRunning(message) && !message.content ? 'thinking' : message.status;
    this.node.dataset.id = message.id;
    this.#put('state', progress(message, { silent, live, watched }));
    this.#put('note', note(message));
    this.#put('error', errorBox(message, { idle, ...this.#actions }));
    this.#put('foot', foot(message, { variants, last, idle, reading: reading === message.id, ...this.#actions }));
    return more;
  }

  relabel() {
    this.#context = '';
  }

  edit({ focus = true } = {}) {
    if (this.#editor) return;
    const { id, content } = this.#message;
    const { edits } = this.#actions;
    const end = (text) => {
      if (text !== null && !this.#actions.edit(id, text)) return;
      edits.delete(id);
      this.#editor.node.remove();
      this.#editor = null;
      this.node.dataset.editing = 'false';
      if (text === null) this.node.querySelector('[data-testid=edit]')?.focus();
    };
    this.#editor = new Editor(edits.get(id) ?? content, { onEnd: end, onInput: (text) => edits.set(id, text) });
    this.node.dataset.editing = 'true';
    this.#text.after(this.#editor.node);
    if (focus) this.#editor.focus();
  }

  #renderText(message) {
    const before = this.#message;
    this.#message = message;
    if (message.role === 'user') {
      if (!before) this.#text.textContent = message.content;
      if (!before && this.#actions.edits?.has(message.id)) this.edit({ focus: false });
      if (!this.#attachments && message.attachments?.length) {
        this.#attachments = this.#actions.attachments(message.attachments);
        this.#text.before(this.#attachments);
      }
      return false;
    }
    if (message.tools !== before?.tools) this.#renderTools(message);
    if (message.reasoning !== before?.reasoning) this.#renderReasoning(message.reasoning);
    if (before && before.content === message.content && before.status === message.status && !this.#behind) return false;
    this.#behind = this.#markdown.update(message.content, { final: !isRunning(message), brokenOff: message.status !== 'complete' });
    return this.#behind;
  }

  #renderTools({ tools }) {
    if (!tools?.length && !this.#tools) return;
    if (!this.#tools) {
      const { decide } = this.#actions;
      this.#tools = new ToolsView(decide && ((call, decision) => decide(this.#message.id, call, decision)));
      this.#text.before(this.#tools.node);
      this.#text.after(this.#tools.questions);
    }
    this.#tools.render(tools ?? []);
  }

  #renderReasoning(reasoning) {
    if (!reasoning) {
      this.#put('reasoning', null);
      return;
    }
    if (!this.#parts.reasoning) {
      const text = element('div', { class: 'reasoning-text' }, document.createTextNode(''));
      this.#parts.reasoning = element('details', { class: 'reasoning' }, element('summary', { dataset: { i18n: 'reasoning' } }, t('reasoning')), text);
      this.#body.prepend(this.#parts.reasoning);
    }
    const shown = this.#parts.reasoning.lastElementChild.firstChild;
    if (reasoning.startsWith(shown.data)) shown.appendData(reasoning.slice(shown.length));
    else shown.data = reasoning;
  }

  /** A part that is rebuilt while it has the focus passes it on. */
  #put(part, node) {
    const before = this.#parts[part];
    const focused = before?.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    before?.remove();
    this.#parts[part] = node;
    if (!node) return;
    this.#body.append(node);
    if (focused) node.querySelector(`[data-testid="${focused}"]`)?.focus();
  }
}
