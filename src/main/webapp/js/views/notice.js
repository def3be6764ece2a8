import { t } from '../i18n.js';
import { element, show } from './dom.js';

const READ_WITHIN = 6000;

/** A temporary message about an action; some can be undone. */
export class NoticeView {
  #node = document.getElementById('notice');
  #store;
  #shown = null;
  #timer = 0;

  constructor(store) {
    this.#store = store;
  }

  relabel() {
    this.#shown = null;
  }

  render({ notice }) {
    if (notice === this.#shown) return;
    this.#shown = notice;
    clearTimeout(this.#timer);
    show(this.#node, notice !== null);
    if (!notice) return;
    const { key, values, detail, undo, until } = notice;
    const words = element('span', { class: 'notice-words' }, [t(key, { ...values, title: values?.title ?? t('untitled') }), detail].filter(Boolean).join(' '));
    const button = undo && element('button', { class: 'button', type: 'button', dataset: { testid: 'undo' }, onclick: undo }, t('undo'));
    this.#node.replaceChildren(words, ...(button ? [button] : []));
    this.#timer = setTimeout(() => this.#store.state.notice === notice && this.#store.dispatch({ type: 'noticed', notice: null }), until ?? READ_WITHIN);
  }
}
