import * as api from '../api.js';
import { t } from '../i18n.js';
import { element } from './dom.js';

const NUMBERS = [
  { name: 'temperature', min: 0, max: 2 },
  { name: 'maxTokens', min: 1 },
  { name: 'topP', min: 0, max: 1 },
  { name: 'frequencyPenalty', min: -2, max: 2 },
  { name: 'presencePenalty', min: -2, max: 2 },
];

const EFFORTS = ['minimal', 'low', 'medium', 'high'];

/** System prompt and parameters: of the open conversation, or of the next one. */
export class SettingsView {
  #library;
  #store;
  #dialog = document.getElementById('settings');
  #button = document.getElementById('settings-open');
  #problem = null;
  #imported = null;
  #shown = null;

  constructor(library, store) {
    this.#library = library;
    this.#store = store;
    this.#button.addEventListener('click', () => this.open());
    this.#dialog.addEventListener('click', ({ target }) => target === this.#dialog && this.#dialog.close());
  }

  open() {
    const { open, settings } = this.#store.state;
    this.#build(open.conversation ?? settings);
    this.#dialog.showModal();
  }

  /** How far the import is. */
  render({ imported }) {
    if (!imported || imported === this.#shown || !this.#imported) return;
    this.#shown = imported;
    const { done, failed, total, finished } = imported;
    this.#imported.textContent = t(finished ? (failed ? 'importedSome' : 'imported') : 'importing', { done, failed, total });
  }

  #build(settings) {
    const form = element('form', { method: 'dialog', novalidate: true });
    this.#problem = element('p', { class: 'dialog-problem', role: 'alert', hidden: true });
    const chosen = settings.parameters?.reasoningEffort ?? '';
    const effort = element('select', { id: 'setting-effort', name: 'reasoningEffort', class: 'field' },
      ...['', ...EFFORTS].map((value) => element('option', { value, selected: value === chosen }, t('efforts')[value || 'automatic'])));
    const prompt = element('textarea', { id: 'setting-prompt', name: 'systemPrompt', class: 'field', rows: 4, dir: 'auto', placeholder: t('systemPromptHint') });
    prompt.value = settings.systemPrompt ?? '';
    form.append(
      element('h2', { id: 'settings-title', class: 'dialog-title' }, t('settings')),
      this.#problem,
      labelled(t('systemPrompt'), prompt),
      labelled(t('reasoningEffort'), effort),
      element('div', { class: 'dialog-grid' }, ...NUMBERS.map((number) => numberField(number, settings.parameters))),
      element('p', { class: 'dialog-hint' }, t('settingsHint')),
      element('div', { class: 'dialog-buttons' },
        element('button', { class: 'button button-line', type: 'button', onclick: () => this.#dialog.close() }, t('cancel')),
        element('button', { class: 'button button-main', type: 'submit', dataset: { testid: 'settings-save' } }, t('save'))),
    );
    form.append(this.#mine());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save(form);
    });
    this.#dialog.replaceChildren(form);
  }

  /** What is mine: to take along, or to have deleted. */
  #mine() {
    const file = element('input', { type: 'file', accept: '.json,.zip', hidden: true, dataset: { testid: 'import-file' }, onchange: () => this.#import(file.files[0]) });
    return element('section', { class: 'mine', 'aria-labelledby': 'mine-title' },
      element('h3', { id: 'mine-title' }, t('mine')),
      element('div', { class: 'mine-buttons' },
        element('button', { class: 'button button-line', type: 'button', onclick: () => file.click() }, t('importMine')),
        element('a', { class: 'button button-line', href: api.myExportUrl, download: 'suda-export.zip' }, t('exportMine')),
        element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'delete-mine' }, onclick: () => this.#deleteMine() }, t('deleteMine')),
        file),
      this.#imported = element('p', { class: 'dialog-hint', role: 'status' }));
  }

  async #import(file) {
    if (!file) return;
    this.#imported.textContent = t('importing', { done: 0, total: '…' });
    const answer = await api.importFile(file);
    if (!answer.ok) this.#imported.textContent = answer.body.detail ?? t('importFailed');
  }

  async #deleteMine() {
    if (!confirm(t('deleteMineSure'))) return;
    const answer = await api.deleteMe(this.#store.state.me.user.id);
    if (!answer.ok) return this.#tell(answer);
    location.hash = '';
    location.reload();
  }

  async #save(form) {
    if (!form.checkValidity()) {
      form.reportValidity();
      return;
    }
    const text = (name) => form.elements[name].value.trim() || null;
    const number = (name) => (form.elements[name].value === '' ? null : Number(form.elements[name].value));
    const settings = { ...this.#model(), systemPrompt: text('systemPrompt'), parameters: Object.fromEntries([...NUMBERS.map(({ name }) => [name, number(name)]), ['reasoningEffort', text('reasoningEffort')]]) };
    const { id } = this.#store.state.open;
    if (id === null) this.#store.dispatch({ type: 'settingsChosen', settings });
    const problem = id === null ? null : await this.#library.change(id, settings);
    if (problem) this.#tell(problem);
    else this.#dialog.close();
  }

  /** Of the next conversation the model is kept here; an open one has its own. */
  #model() {
    const { open, settings } = this.#store.state;
    return open.id === null ? { model: settings.model } : {};
  }

  #tell({ status, body }) {
    const fields = (body.errors ?? []).map(({ field, message, detail }) => `${field}: ${message ?? detail ?? ''}`);
    this.#problem.textContent = status === 0 ? t('unreachable') : [body.detail ?? body.title, ...fields].filter(Boolean).join(' · ');
    this.#problem.hidden = false;
  }
}

function labelled(words, field) {
  return element('div', { class: 'dialog-field' }, element('label', { for: field.id }, words), field);
}

function numberField({ name, min, max }, parameters) {
  const field = element('input', { id: `setting-${name}`, name, class: 'field', type: 'number', inputmode: 'decimal', min, max, step: 'any', placeholder: t('default') });
  field.value = parameters?.[name] ?? '';
  return labelled(t(name), field);
}
