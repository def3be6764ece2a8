import { t } from '../i18n.js';
import { element, show } from './dom.js';

/** A bar while an import runs, then its result, with the names of what could not be imported as a whole. */
export class ImportProgress {
  #bar = element('progress', { class: 'import-bar', hidden: true });
  #result = element('p', { class: 'dialog-hint', role: 'status' });
  #caption = element('p', { id: 'import-caption', class: 'dialog-hint', hidden: true });
  #names = element('ul', { class: 'dialog-hint import-names', hidden: true, 'aria-labelledby': 'import-caption', dataset: { testid: 'import-names' } });
  node = element('div', {}, this.#bar, this.#result, this.#caption, this.#names);

  /** A total of null: not known yet. */
  progress({ done, total }) {
    this.#result.textContent = '';
    this.#bar.setAttribute('aria-label', t('importing', { done, total: total ?? '…' }));
    if (total === null) this.#bar.removeAttribute('value');
    else Object.assign(this.#bar, { max: total, value: done });
    show(this.#bar, true);
    show(this.#caption, false);
    show(this.#names, false);
  }

  end(words, names = []) {
    this.#result.textContent = words;
    this.#caption.textContent = t('importNamed');
    this.#names.replaceChildren(...names.map((name) => element('li', { dir: 'auto' }, name || t('untitled'))));
    show(this.#bar, false);
    show(this.#caption, names.length > 0);
    show(this.#names, names.length > 0);
  }
}
