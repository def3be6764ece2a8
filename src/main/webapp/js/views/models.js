import { t } from '../i18n.js';
import { loadRecentModels, saveRecentModels } from '../storage.js';
import { closeBeside, element, show } from './dom.js';

const MOST_RECENT = 5;

/** The choice of a model: a combobox with a list box (WAI-ARIA 1.2), grouped by server, recently chosen ones first. */
export class ModelPicker {
  #library;
  #store;
  #dialog = document.getElementById('models');
  #button = document.getElementById('model-open');
  #input = null;
  #list = null;
  #missing = null;
  #shown = null;
  #onChosen;

  constructor(library, store, { onChosen }) {
    this.#onChosen = onChosen;
    this.#library = library;
    this.#store = store;
    this.#button.addEventListener('click', () => this.open());
    closeBeside(this.#dialog);
  }

  open() {
    this.#input = element('input', {
      id: 'model-search', class: 'field', type: 'search', role: 'combobox', autocomplete: 'off', spellcheck: 'false', autofocus: true,
      'aria-expanded': 'true', 'aria-controls': 'model-list', 'aria-autocomplete': 'list', 'aria-label': t('searchModels'), placeholder: t('searchModels'),
    });
    this.#list = element('div', { id: 'model-list', class: 'model-list', role: 'listbox', 'aria-label': t('model') });
    this.#missing = element('p', { class: 'dialog-hint' });
    this.#dialog.replaceChildren(
      element('h2', { id: 'models-title', class: 'dialog-title' }, t('model')),
      this.#input, this.#list, this.#missing,
      element('div', { class: 'dialog-buttons' }, element('button', { class: 'button button-line', type: 'button', onclick: () => this.#dialog.close() }, t('close'))),
    );
    this.#input.addEventListener('input', () => this.#show());
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#list.addEventListener('click', ({ target }) => this.#choose(target.closest('[role=option]')));
    this.#show();
    this.#dialog.showModal();
    this.#list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    this.#library.readModels();
  }

  /** The models may be loaded, or change, while it is open. */
  render({ models, unavailable }) {
    if (!this.#dialog.open || (models === this.#shown?.models && unavailable === this.#shown.unavailable)) return;
    const active = this.#active()?.dataset.model;
    this.#show();
    this.#activate(this.#options().find(({ dataset }) => dataset.model === active) ?? this.#options()[0]);
  }

  #chosen() {
    const { open, settings } = this.#store.state;
    return (open.conversation ?? settings).model;
  }

  #show() {
    const { models, unavailable, me } = this.#store.state;
    this.#shown = { models, unavailable };
    show(this.#missing, unavailable.length > 0);
    this.#missing.textContent = t('unavailable', { names: unavailable.join(', ') });
    const words = this.#input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (name) => words.every((word) => name.toLowerCase().includes(word));
    const groups = words.length ? [] : [{ name: null, models: [null] }, { name: t('recentModels'), models: loadRecentModels().filter((name) => models.includes(name)) }];
    groups.push(...byServer(models.filter(fits)));
    const chosen = this.#chosen();
    let count = 0;
    const option = (name) => element('div', {
      id: `model-option-${count++}`, class: 'model-option', role: 'option', 'aria-selected': String(name === chosen), dataset: { testid: 'model-option', model: name ?? '' },
    }, name ?? t('defaultModelNamed', { model: me?.defaultModel ?? '' }));
    const shown = groups.filter((group) => group.models.length);
    this.#list.replaceChildren(...shown.map((group, at) => group.name
      ? element('div', { role: 'group', 'aria-labelledby': `model-group-${at}` }, element('div', { id: `model-group-${at}`, class: 'model-group' }, group.name), ...group.models.map(option))
      : element('div', { role: 'none' }, ...group.models.map(option))));
    if (!count) this.#list.append(element('p', { class: 'dialog-hint', role: 'status' }, t('noModelFound')));
    this.#activate(this.#options()[0]);
  }

  #options() {
    return [...this.#list.querySelectorAll('[role=option]')];
  }

  #active() {
    return this.#list.querySelector('[data-active]');
  }

  #activate(option) {
    const before = this.#active();
    if (before) delete before.dataset.active;
    if (option) option.dataset.active = '';
    if (option) this.#input.setAttribute('aria-activedescendant', option.id);
    else this.#input.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  #onKey(event) {
    if (event.isComposing) return;
    const options = this.#options();
    const at = options.indexOf(this.#active());
    const to = { ArrowDown: options[at + 1], ArrowUp: options[at - 1], PageDown: options[Math.min(at + 8, options.length - 1)], PageUp: options[Math.max(at - 8, 0)] }[event.key];
    if (event.key === 'Enter') this.#choose(this.#active());
    else if (to) this.#activate(to);
    else return;
    event.preventDefault();
  }

  async #choose(option) {
    if (!option) return;
    const model = option.dataset.model || null;
    if (model) saveRecentModels([model, ...loadRecentModels().filter((name) => name !== model)].slice(0, MOST_RECENT));
    this.#dialog.close();
    this.#onChosen();
    const { open, settings } = this.#store.state;
    if (open.id === null) this.#store.dispatch({ type: 'settingsChosen', settings: { ...settings, model } });
    else await this.#library.changeModel(open.id, model);
  }
}

/** The part before the first slash. */
function byServer(models) {
  const groups = new Map();
  for (const model of models) {
    const server = model.includes('/') ? model.slice(0, model.indexOf('/')) : null;
    if (!groups.has(server)) groups.set(server, { name: server ?? t('allModels'), models: [] });
    groups.get(server).models.push(model);
  }
  return [...groups.values()];
}
