import * as api from '../api.js';
import { isSet, presetOf } from '../chat/presets.js';
import { t } from '../i18n.js';
import { Notifications } from '../notifications.js';
import * as storage from '../storage.js';
import { THEMES, setTheme } from '../theme.js';
import { closeByConsent, confirmed } from './confirm.js';
import { element } from './dom.js';
import { labelled, readSettings, settingsFields } from './fields.js';
import { ImportProgress } from './import-progress.js';
import { PresetsSection } from './presets.js';
import { Problem, problemWords } from './problem.js';

/** System prompt and parameters, of the open conversation or of the next one. */
export class SettingsView {
  #library;
  #notifications;
  #store;
  #dialog = document.getElementById('settings');
  #button = document.getElementById('settings-open');
  #problem = new Problem();
  /** The settings in the form when it was opened, and the function that closes it. */
  #before = '';
  #leave = closeByConsent(this.#dialog, () => this.#entered() !== this.#before);
  #source;
  #presets;
  /** The presets were asked for. */
  #read = false;
  #imported = null;
  #shown = null;
  /** What the button tells: a preset's name, '' for other settings, null for none. */
  #marked = null;

  constructor({ library, presets, notifications, store }) {
    this.#library = library;
    this.#notifications = notifications;
    this.#store = store;
    this.#source = presets;
    this.#presets = new PresetsSection(presets, store);
    this.#button.addEventListener('click', () => this.open());
  }

  open() {
    const { open, settings } = this.#store.state;
    this.#build(open.conversation ?? settings);
    this.#before = this.#entered();
    this.#presets.open();
    this.#dialog.showModal();
  }

  newPreset() {
    this.#presets.edit(null);
  }

  render(state) {
    this.#presets.render(state);
    this.#showImport(state);
    this.#markButton(state);
  }

  relabel() {
    this.#marked = null;
  }

  /** Tells which preset is in force, or that there are settings. */
  #markButton({ open, settings, presets }) {
    const current = open.conversation ?? settings;
    const name = isSet(current) ? presetOf(current, presets)?.name ?? '' : null;
    if (name !== null && presets === null && !this.#read) {
      this.#read = true;
      this.#source.read();
    }
    if (this.#marked === name) return;
    this.#marked = name;
    const words = name === null ? t('settings') : name ? t('settingsFromPreset', { name }) : t('settingsChanged');
    this.#button.dataset.set = String(name !== null);
    this.#button.querySelector('.settings-name').textContent = name ?? '';
    this.#button.title = words;
    this.#button.setAttribute('aria-label', words);
  }

  #showImport({ imported }) {
    if (!imported || imported === this.#shown || !this.#imported) return;
    this.#shown = imported;
    const { done, failed, total, finished, errors } = imported;
    if (finished) this.#imported.end(t(failed ? 'importedSome' : 'imported', { done, failed }), errors);
    else this.#imported.progress({ done: done + failed, total });
  }

  #build(settings) {
    const form = element('form', { method: 'dialog', novalidate: true });
    this.#problem.node.hidden = true;
    form.append(
      element('h2', { id: 'settings-title', class: 'dialog-title' }, t('settings')),
      this.#problem.node,
      ...settingsFields('setting', settings),
      element('p', { class: 'dialog-hint' }, t('settingsHint')),
      element('div', { class: 'dialog-buttons' },
        element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'settings-cancel' }, onclick: () => this.#leave() }, t('cancel')),
        element('button', { class: 'button button-main', type: 'submit', dataset: { testid: 'settings-save' } }, t('save'))),
    );
    form.append(this.#presets.node, ...this.#appearance(), ...this.#notify(), this.#mine());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save(form);
    });
    this.#dialog.replaceChildren(form);
  }

  /** In a frame the host decides. */
  #appearance() {
    if ('embed' in document.documentElement.dataset) return [];
    const chosen = storage.loadTheme() ?? 'system';
    const theme = element('select', { id: 'theme', class: 'field', dataset: { testid: 'theme' }, onchange: () => {
      storage.saveTheme(theme.value);
      setTheme(theme.value);
    } }, ...THEMES.map((value) => element('option', { value, selected: value === chosen }, t('themes')[value])));
    return [element('section', { class: 'settings-part', 'aria-labelledby': 'appearance-title' },
      element('h3', { id: 'appearance-title' }, t('appearance')),
      labelled(t('theme'), theme))];
  }

  /** The browser asks for permission only on a click. */
  #notify() {
    if (!Notifications.possible) return [];
    const problem = element('p', { class: 'dialog-hint', role: 'status' });
    const wish = element('input', { type: 'checkbox', checked: this.#notifications.on, dataset: { testid: 'notify' }, onchange: async () => {
      const wanted = wish.checked;
      wish.checked = await this.#notifications.switch(wanted);
      problem.textContent = wanted && !wish.checked ? t('notifyRefused') : '';
    } });
    return [element('section', { class: 'settings-part', 'aria-labelledby': 'notify-title' },
      element('h3', { id: 'notify-title' }, t('notifications')),
      element('label', { class: 'dialog-check' }, wish, t('notify')), problem)];
  }

  /** The reader's data: export and deletion. */
  #mine() {
    const file = element('input', { type: 'file', accept: '.json,.zip', hidden: true, dataset: { testid: 'import-file' }, onchange: () => this.#import(file.files[0]) });
    return element('section', { class: 'mine', 'aria-labelledby': 'mine-title' },
      element('h3', { id: 'mine-title' }, t('mine')),
      element('div', { class: 'mine-buttons' },
        element('button', { class: 'button button-line', type: 'button', onclick: () => file.click() }, t('importMine')),
        element('a', { class: 'button button-line', href: api.myExportUrl, download: 'suda-export.zip' }, t('exportMine')),
        element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'delete-mine' }, onclick: () => this.#deleteMine() }, t('deleteMine')),
        file),
      (this.#imported = new ImportProgress()).node);
  }

  async #import(file) {
    if (!file) return;
    this.#imported.progress({ done: 0, total: null });
    const answer = await api.importFile(file);
    if (!answer.ok) this.#imported.end(problemWords(answer.body) ?? t('importFailed'));
  }

  async #deleteMine() {
    if (!(await confirmed(t('deleteMineSure'), { yes: t('deleteMine') }))) return;
    const answer = await api.deleteMe(this.#store.state.me.user.id);
    if (!answer.ok) return this.#problem.tell(answer);
    location.hash = '';
    location.reload();
  }

  async #save(form) {
    if (!form.checkValidity()) {
      form.reportValidity();
      return;
    }
    const settings = { ...this.#model(), ...readSettings(form) };
    const { id } = this.#store.state.open;
    if (id === null) this.#store.dispatch({ type: 'settingsChosen', settings });
    const problem = id === null ? null : await this.#library.change(id, settings);
    if (problem) this.#problem.tell(problem);
    else this.#dialog.close();
  }

  #entered() {
    return JSON.stringify(readSettings(this.#dialog.querySelector('form')));
  }

  /** The model and tools of the next conversation are kept here; an open one has its own. */
  #model() {
    const { open, settings } = this.#store.state;
    return open.id === null ? { model: settings.model, tools: settings.tools } : {};
  }
}
