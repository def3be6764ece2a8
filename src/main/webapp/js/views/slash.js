import { t } from '../i18n.js';
import { element, show } from './dom.js';

const ASKED = /^\/([^\n]*)$/;

/**
 * "/" at the start of the message box: the presets, in a list box. The focus stays in the box, whose active descendant is
 * the option that Enter picks. A text area may not be called a combobox (ARIA in HTML), so a status tells how many there are.
 */
export class SlashList {
  #input;
  #presets;
  #onPick;
  #onNew;
  #list = element('div', { id: 'slash-list', class: 'slash-list', role: 'listbox', hidden: true, dataset: { i18nLabel: 'presets', testid: 'slash-list' } });
  #status = element('p', { class: 'visually-hidden', role: 'status' });
  #items = null;
  /** For this text the reader has dismissed the list. */
  #dismissed = false;

  /** `onPick` is called before the preset is used, `onNew` to create one. */
  constructor(input, presets, { onPick, onNew }) {
    this.#input = input;
    this.#presets = presets;
    this.#onPick = onPick;
    this.#onNew = onNew;
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-haspopup', 'listbox');
    input.setAttribute('aria-controls', this.#list.id);
    input.form.append(this.#list, this.#status);
    input.addEventListener('blur', () => this.close());
    // The focus stays in the message box.
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => this.#pick(target.closest('[role=option]')));
  }

  render({ presets }) {
    if (presets === this.#items) return;
    this.#items = presets;
    this.#show(this.#list.hidden ? null : this.#active());
  }

  /** Called after each change of the text. */
  update() {
    const asked = ASKED.test(this.#input.value);
    if (!asked) this.#dismissed = false;
    if (asked && !this.#dismissed && this.#input.value === '/') this.#presets.read();
    this.#show();
  }

  close() {
    show(this.#list, false);
    this.#input.removeAttribute('aria-activedescendant');
    this.#status.textContent = '';
  }

  /** True if the list has handled the key. */
  onKey(event) {
    if (this.#list.hidden || event.isComposing || event.keyCode === 229) return false;
    const options = [...this.#list.children];
    const at = options.indexOf(this.#active());
    const to = { ArrowDown: options[(at + 1) % options.length], ArrowUp: options.at(at - 1), Home: options[0], End: options.at(-1) }[event.key];
    if (to) this.#activate(to);
    else if (event.key === 'Enter' || event.key === 'Tab') this.#pick(this.#active());
    else if (event.key === 'Escape') {
      this.#dismissed = true;
      this.close();
    } else return false;
    event.preventDefault();
    return true;
  }

  /** `chosen`: the option to stay at when the presets have been read anew. */
  #show(chosen = null) {
    const [, query] = ASKED.exec(this.#input.value) ?? [];
    const wanted = query !== undefined && !this.#dismissed && this.#items !== null && document.activeElement === this.#input;
    const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ name }) => words.every((word) => name.toLowerCase().includes(word));
    const options = wanted ? this.#items.filter(fits).map(option) : [];
    const count = options.length;
    if (wanted && !words.length) options.push(element('div', { class: 'slash-option slash-new', role: 'option' }, t('newPreset')));
    // Without a match the text is a question.
    if (!options.length) {
      this.close();
      return;
    }
    options.forEach((node, at) => {
      node.id = `slash-${at}`;
    });
    this.#list.replaceChildren(...options);
    this.#list.setAttribute('aria-label', t('presets'));
    show(this.#list, true);
    this.#status.textContent = t('presetsFound', { count });
    this.#activate(options.find((node) => chosen && node.dataset.preset === chosen.dataset.preset) ?? options[0]);
  }

  #active() {
    return this.#list.querySelector('[aria-selected=true]');
  }

  #activate(option) {
    for (const node of this.#list.children) node.setAttribute('aria-selected', String(node === option));
    this.#input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  #pick(option) {
    if (!option) return;
    const preset = this.#items.find(({ id }) => id === option.dataset.preset);
    this.#onPick();
    this.close();
    if (preset) this.#presets.use(preset);
    else this.#onNew();
  }
}

function option(preset) {
  const about = [preset.model, preset.systemPrompt?.split('\n', 1)[0]].filter(Boolean).join(' · ');
  return element('div', { class: 'slash-option', role: 'option', dataset: { testid: 'slash-option', preset: preset.id } },
    element('span', { class: 'slash-name', dir: 'auto' }, preset.name),
    preset.shared ? element('span', { class: 'preset-shared' }, t('presetShared')) : null,
    about ? element('span', { class: 'slash-about', dir: 'auto' }, about) : null);
}
