import { t } from '../i18n.js';
import { element } from './dom.js';
import { isSending } from './keys.js';

/** Edits a message. `onEnd` gets the new text, or null; `onInput` the current text. */
export class Editor {
  #input = element('textarea', { class: 'editor-input', rows: 1, dir: 'auto', 'aria-label': t('edit'), dataset: { testid: 'editor' } });
  #onEnd;

  constructor(content, { onEnd, onInput }) {
    this.#onEnd = onEnd;
    this.#input.value = content;
    const send = element('button', { class: 'button button-main', type: 'button', dataset: { testid: 'editor-send' }, onclick: () => this.#end(this.#input.value) }, t('send'));
    const cancel = element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'editor-cancel' }, onclick: () => this.#end(null) }, t('cancel'));
    this.node = element('div', { class: 'editor' }, this.#input, element('div', { class: 'editor-buttons' }, cancel, send));
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#input.addEventListener('input', () => {
      this.#fit();
      onInput(this.#input.value);
    });
  }

  focus() {
    this.#fit();
    this.#input.focus();
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
  }

  #fit() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  #onKey(event) {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      this.#end(null);
    } else if (isSending(event)) {
      event.preventDefault();
      this.#end(this.#input.value);
    }
  }

  #end(content) {
    if (content !== null && !content.trim()) return;
    this.#onEnd(content);
  }
}
