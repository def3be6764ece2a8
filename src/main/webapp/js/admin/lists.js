import { number as formatted } from '../format.js';
import { currentLanguage, t } from '../i18n.js';
import { confirmed } from '../views/confirm.js';
import { element, show } from '../views/dom.js';
import { call } from './api.js';

const time = (iso) => (iso ? new Date(iso).toLocaleString(currentLanguage()) : '');
const number = (value) => element('td', { class: 'number' }, formatted(value));
const head = (...keys) => element('thead', {}, element('tr', {}, ...keys.map((key) => element('th', {}, key ? t(key) : ''))));

/** People, with their usage and the available actions. */
export class People {
  #table = document.getElementById('people');
  #more = document.getElementById('people-more');
  #search = document.getElementById('people-search');
  #items = [];
  #next = null;
  #tell;
  #timer = 0;
  #requests = 0;

  constructor(tell) {
    this.#tell = tell;
    this.#more.addEventListener('click', () => this.read(this.#next));
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.read(), 250);
    });
  }

  async read(after) {
    const query = new URLSearchParams({ q: this.#search.value, limit: 50, ...(after ? { after } : {}) });
    const request = ++this.#requests;
    const answer = this.#tell(await call('GET', `users?${query}`));
    // The response to an older search may arrive later.
    if (!answer.ok || request !== this.#requests) return;
    this.#items = after ? [...this.#items, ...answer.body.items] : answer.body.items;
    this.#next = answer.body.next;
    this.relabel();
  }

  relabel() {
    show(this.#more, this.#next !== null);
    this.#table.replaceChildren(
      head('adminName', 'adminEmail', 'adminRoles', 'adminSeen', 'adminConversations', 'adminToday', 'adminMonth', 'adminQuota', ''),
      element('tbody', {}, ...this.#items.map((person) => this.#row(person))));
  }

  #row(person) {
    const name = person.name ?? person.id;
    const quota = element('input', { class: 'field', type: 'number', min: 0, step: 1, placeholder: t('adminByRole'), 'aria-label': t('adminQuotaOf', { name }) });
    quota.value = person.tokensPerDay ?? '';
    quota.addEventListener('change', () => this.#change(person, { tokensPerDay: quota.value === '' ? null : Number(quota.value) }));
    const toggle = element('button', { class: 'button button-line', type: 'button', onclick: () => this.#change(person, { disabled: !person.disabled }) }, t(person.disabled ? 'adminEnable' : 'adminDisable'));
    const erase = element('button', { class: 'button', type: 'button', onclick: () => this.#erase(person, name) }, t('adminErase'));
    return element('tr', {},
      element('td', { title: person.id }, name), element('td', {}, person.email ?? ''), element('td', {}, person.roles.join(', ')), element('td', {}, time(person.lastSeenAt)),
      number(person.conversations), number(person.tokensToday), number(person.tokens30Days), element('td', {}, quota), element('td', {}, toggle, erase));
  }

  async #change(person, change) {
    const answer = this.#tell(await call('PATCH', `users/${encodeURIComponent(person.id)}`, change));
    if (answer.ok) this.#items = this.#items.map((item) => (item === person ? answer.body : item));
    this.relabel();
  }

  async #erase(person, name) {
    if (!(await confirmed(t('adminEraseSure', { name }), { yes: t('adminErase') }))) return;
    const answer = this.#tell(await call('DELETE', `users/${encodeURIComponent(person.id)}`));
    if (answer.ok) this.#items = this.#items.filter((item) => item !== person);
    this.relabel();
  }
}

/** The usage, and its download. */
export class Usage {
  #table = document.getElementById('usage');
  #form = document.getElementById('usage-form');
  #by = document.getElementById('usage-by');
  #from = document.getElementById('usage-from');
  #to = document.getElementById('usage-to');
  #items = [];
  #tell;

  constructor(tell) {
    this.#tell = tell;
    this.#form.addEventListener('change', () => this.read());
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    document.getElementById('usage-csv').addEventListener('click', () => this.#save());
  }

  async read() {
    const query = new URLSearchParams({ by: this.#by.value });
    if (this.#from.value) query.set('from', this.#from.value);
    if (this.#to.value) query.set('to', this.#to.value);
    const answer = this.#tell(await call('GET', `usage?${query}`));
    if (!answer.ok) return;
    this.#items = answer.body.items;
    this.relabel();
  }

  relabel() {
    this.#table.replaceChildren(
      head('adminKeyColumn', 'adminCount', 'adminFailed', 'adminPrompt', 'adminCompletion'),
      element('tbody', {}, ...this.#items.map((item) => element('tr', {}, element('td', {}, item.key ?? '–'), number(item.answers), number(item.failed), number(item.promptTokens), number(item.completionTokens)))));
  }

  /** As RFC 4180; values that a spreadsheet would interpret as formulas are quoted as text. */
  #save() {
    const cell = (value) => `"${String(value ?? '').replace(/^[=+\-@\t]/, "'$&").replaceAll('"', '""')}"`;
    const names = ['key', 'answers', 'failed', 'promptTokens', 'completionTokens'];
    const lines = [names, ...this.#items.map((item) => names.map((name) => item[name]))].map((line) => line.map(cell).join(','));
    const url = URL.createObjectURL(new Blob([`\ufeff${lines.join('\r\n')}\r\n`], { type: 'text/csv' }));
    element('a', { href: url, download: `suda-usage-by-${this.#by.value}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

/** The notices. */
export class Notices {
  #list = document.getElementById('notice-list');
  #form = document.getElementById('notice-form');
  #text = document.getElementById('notice-text');
  #level = document.getElementById('notice-level');
  #from = document.getElementById('notice-from');
  #until = document.getElementById('notice-until');
  #preview = document.getElementById('notice-preview');
  #items = [];
  #tell;

  constructor(tell) {
    this.#tell = tell;
    this.#form.addEventListener('input', () => this.#show());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  #show() {
    this.#preview.textContent = this.#text.value;
    this.#preview.dataset.level = this.#level.value;
  }

  async #add() {
    const at = (input) => (input.value ? { [input.id.slice(7)]: new Date(input.value).toISOString() } : {});
    const answer = this.#tell(await call('POST', 'notices', { text: this.#text.value, level: this.#level.value, ...at(this.#from), ...at(this.#until) }));
    if (!answer.ok) return;
    this.#form.reset();
    this.#show();
    await this.read();
  }

  async read() {
    const answer = this.#tell(await call('GET', 'notices'));
    if (!answer.ok) return;
    this.#items = answer.body.items;
    this.relabel();
  }

  relabel() {
    this.#list.replaceChildren(...this.#items.map((notice) => element('li', {},
      element('p', { class: 'banner', dir: 'auto', dataset: { level: notice.level } }, notice.text),
      element('span', { class: 'admin-hint' }, `${time(notice.from)} – ${time(notice.until)}`),
      element('button', { class: 'button', type: 'button', onclick: () => this.#remove(notice) }, t('adminRemove')))));
  }

  async #remove(notice) {
    this.#tell(await call('DELETE', `notices/${encodeURIComponent(notice.id)}`));
    await this.read();
  }
}

/** The audit log. */
export class Audit {
  #table = document.getElementById('audit');
  #more = document.getElementById('audit-more');
  #items = [];
  #next = null;
  #tell;

  constructor(tell) {
    this.#tell = tell;
    this.#more.addEventListener('click', () => this.read(this.#next));
  }

  async read(after) {
    const answer = this.#tell(await call('GET', `audit${after ? `?${new URLSearchParams({ after })}` : ''}`));
    if (!answer.ok) return;
    this.#items = after ? [...this.#items, ...answer.body.items] : answer.body.items;
    this.#next = answer.body.next;
    this.relabel();
  }

  relabel() {
    show(this.#more, this.#next !== null);
    this.#table.replaceChildren(
      head('adminAt', 'adminWho', 'adminOrigin', 'adminAction', 'adminTarget', 'adminOutcome'),
      element('tbody', {}, ...this.#items.map((item) => element('tr', {}, ...[time(item.at), item.who, item.from, item.action, item.target, item.outcome].map((text) => element('td', {}, text ?? ''))))));
  }
}
