import { settingsOf } from '../chat/presets.js';
import { t } from '../i18n.js';
import { closeByConsent, confirmed } from './confirm.js';
import { element, icon } from './dom.js';
import { labelled, readSettings, settingsFields } from './fields.js';
import { Problem } from './problem.js';

/** The part of the settings that lists, creates, changes and deletes presets. */
export class PresetsSection {
  #presets;
  #store;
  #shown = null;
  #list = element('ul', { class: 'preset-items' });
  #new = element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'preset-new' }, onclick: () => this.edit(null) });
  #title = element('h3', { id: 'presets-title' });
  #hint = element('p', { class: 'dialog-hint' });
  #problem = new Problem();
  node = element('section', { class: 'presets', 'aria-labelledby': 'presets-title' }, this.#title, this.#hint, this.#problem.node, this.#list, this.#new);

  constructor(presets, store) {
    this.#presets = presets;
    this.#store = store;
  }

  /** Starts to load them; they are shown when loaded. */
  async open() {
    this.#title.textContent = t('presets');
    this.#hint.textContent = t('presetsHint');
    this.#new.textContent = t('newPreset');
    this.#problem.node.hidden = true;
    this.#shown = null;
    this.render(this.#store.state);
    const problem = await this.#presets.read();
    if (problem) this.#problem.tell(problem);
  }

  render({ presets, me }) {
    if (presets === null || presets === this.#shown) return;
    this.#shown = presets;
    const item = (preset) => element('li', { class: 'preset-item', dataset: { testid: 'preset', id: preset.id } },
      element('span', { class: 'preset-name', dir: 'auto' }, preset.name),
      preset.shared ? element('span', { class: 'preset-shared' }, t('presetShared')) : null,
      ...(preset.shared && !me?.admin ? [] : [
        button('edit', t('editPreset', preset), () => this.edit(preset)),
        button('delete', t('deletePreset', preset), () => this.#delete(preset)),
      ]));
    this.#list.replaceChildren(...presets.map(item));
  }

  /** Opens the form for a preset, or for a new one with the conversation's current settings. */
  edit(preset) {
    const { open, settings, me, models } = this.#store.state;
    const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'preset-title', onclose: () => dialog.remove() });
    const problem = new Problem();
    const begun = preset ?? { name: '', shared: false, ...settingsOf(open.conversation ?? settings) };
    const name = element('input', { id: 'preset-name', name: 'name', class: 'field', required: true, maxlength: 100, dir: 'auto', value: begun.name, autocomplete: 'off' });
    const names = [...new Set([...models, begun.model].filter(Boolean))];
    const model = element('select', { id: 'preset-model', name: 'model', class: 'field' },
      ...['', ...names].map((value) => element('option', { value, selected: value === (begun.model ?? '') }, value || t('presetKeepsModel'))));
    const shared = me?.admin ? element('input', { id: 'preset-shared', name: 'shared', type: 'checkbox', checked: begun.shared }) : null;
    const form = element('form', { method: 'dialog', novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      this.#save(preset, form, dialog, problem);
    } },
    element('h2', { id: 'preset-title', class: 'dialog-title' }, t(preset ? 'changePreset' : 'newPreset')),
    problem.node,
    labelled(t('presetName'), name), labelled(t('model'), model), ...settingsFields('preset', begun),
    shared && element('label', { class: 'dialog-check' }, shared, t('presetForAll')),
    element('div', { class: 'dialog-buttons' },
      element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'preset-cancel' }, onclick: () => leave() }, t('cancel')),
      element('button', { class: 'button button-main', type: 'submit', dataset: { testid: 'preset-save' } }, t('save'))));
    dialog.append(form);
    const entered = () => JSON.stringify(members(form));
    const before = entered();
    const leave = closeByConsent(dialog, () => entered() !== before);
    document.body.append(dialog);
    dialog.showModal();
    name.focus();
  }

  async #save(preset, form, dialog, problem) {
    if (!form.reportValidity()) return;
    const refused = await this.#presets.save(preset?.id ?? null, members(form));
    if (refused) {
      problem.tell(refused);
      return;
    }
    dialog.close();
    // The list was rebuilt, including the button that had the focus.
    const item = preset && this.#list.querySelector(`[data-id="${preset.id}"] button`);
    if (this.node.isConnected) (item ?? this.#new).focus();
  }

  async #delete(preset) {
    if (!(await confirmed(t('deletePresetSure', preset), { yes: t('delete') }))) return;
    const problem = await this.#presets.delete(preset.id);
    if (problem) this.#problem.tell(problem);
    this.#new.focus();
  }
}

/** The preset that is entered. */
function members(form) {
  const { name, model, shared } = form.elements;
  return { name: name.value.trim(), model: model.value || null, ...readSettings(form), ...(shared && { shared: shared.checked }) };
}

function button(sign, words, onclick) {
  return element('button', { class: 'button', type: 'button', title: words, 'aria-label': words, dataset: { testid: `preset-${sign}` }, onclick }, icon(sign));
}
