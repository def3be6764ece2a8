import { longTime, number, shortTime } from '../format.js';
import { GrowingMarkdown } from '../growing.js';
import { t } from '../i18n.js';
import { element, icon } from './dom.js';

const SILENT_AFTER = 8000;
const NOTES = { stopped: 'stopped', incomplete: 'incomplete' };
const FINISHES = { length: 'length', content_filter: 'contentFilter' };

/** One message. The text is touched only where it grew; the parts around it only when they change. */
export class MessageView {
  #chat;
  #message = null;
  #context = '';
  #markdown;
  #text = element('div', { class: 'message-text' });
  #body = this.#text;
  #parts = {};

  constructor(chat, message) {
    this.#chat = chat;
    const user = message.role === 'user';
    this.node = element('article', { class: 'message', dataset: { role: message.role, i18nLabel: user ? 'you' : 'assistant' }, 'aria-label': t(user ? 'you' : 'assistant') });
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

  /** True where it wants to be called again. */
  render(message, { last, live, now }) {
    const more = this.#renderText(message);
    const silence = message.running ? Math.floor((now - message.lastAt) / 1000) : 0;
    const context = [message.status, message.running, message.error?.message, message.stopFailed, last, live, silence >= SILENT_AFTER / 1000 && silence].join();
    if (context === this.#context) return more;
    this.#context = context;
    this.node.dataset.status = message.status;
    this.#put('state', this.#state(message, silence, live));
    this.#put('note', note(message));
    this.#put('error', this.#error(message, last));
    this.#put('foot', this.#foot(message, last));
    return more;
  }

  relabel() {
    this.#context = '';
  }

  #renderText(message) {
    const before = this.#message;
    this.#message = message;
    if (message.role === 'user') {
      if (!before) this.#text.textContent = message.content;
      return false;
    }
    if (message.reasoning !== before?.reasoning) this.#renderReasoning(message.reasoning);
    if (before && before.content === message.content && before.running === message.running && !this.#behind) return false;
    this.#behind = this.#markdown.update(message.content, { final: !message.running, brokenOff: message.status !== 'complete' });
    return this.#behind;
  }
  #behind = false;

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

  #put(part, node) {
    this.#parts[part]?.remove();
    this.#parts[part] = node;
    if (node) this.#body.append(node);
  }

  #state(message, silence, live) {
    if (!message.running) return null;
    const silent = live && silence >= SILENT_AFTER / 1000;
    if (message.content && !silent && !message.stopFailed) return null;
    const words = message.stopFailed ? t('stopFailed') : silent ? t('silent', { seconds: silence }) : !live && !message.messageId ? t('waiting') : t('thinking');
    return element('p', { class: 'message-state' }, element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')), words);
  }

  #error({ status, error, id }, last) {
    if (status !== 'failed') return null;
    const words = error?.message || t(error?.code === 'network' ? 'network' : 'failed');
    return element('div', { class: 'message-error', role: 'group' }, element('p', {}, words), last && error?.retryable !== false ? this.#retry(id) : null);
  }

  #retry(id) {
    return element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'retry' }, onclick: () => this.#chat.retry(id) },
      icon('retry'), element('span', { dataset: { i18n: 'retry' } }, t('retry')));
  }

  #foot(message, last) {
    if (message.running || !message.createdAt) return null;
    const time = element('time', { datetime: new Date(message.createdAt).toISOString(), title: longTime(message.createdAt) }, shortTime(message.createdAt));
    if (message.role === 'user') return element('div', { class: 'message-foot' }, time);
    const meta = element('span', { class: 'message-meta' }, time, message.model ? element('span', {}, message.model) : null, tokens(message.usage));
    const foot = element('div', { class: 'message-foot' }, message.content ? copyButton() : null, meta);
    if (last && (message.status === 'incomplete' || message.status === 'stopped')) foot.prepend(this.#retry(message.id));
    return foot;
  }
}

function note({ role, status, finishReason, content }) {
  if (role !== 'assistant') return null;
  const key = NOTES[status] ?? (status === 'complete' ? FINISHES[finishReason] ?? (content ? null : 'emptyAnswer') : null);
  return key && element('p', { class: 'message-note', dataset: { kind: key } }, t(key));
}

function copyButton() {
  return element('button', { class: 'button', type: 'button', title: t('copyAnswer'), 'aria-label': t('copyAnswer'), dataset: { copyAnswer: '', testid: 'copy' } }, icon('copy'));
}

function tokens(usage) {
  const count = usage?.completionTokens;
  return count ? element('span', {}, t('tokens', { count: number(count) })) : null;
}
