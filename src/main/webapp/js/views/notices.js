import { t } from '../i18n.js';
import { element, icon, show } from './dom.js';

const EVERY = 30_000;

/** The administrators' notices, until they expire or are dismissed in this tab. */
export class NoticesView {
  #node = document.getElementById('notices');
  #store;
  #away = new Set();
  #shown = null;

  constructor(store) {
    this.#store = store;
    setInterval(() => this.#draw(), EVERY);
  }

  relabel() {
    this.#draw();
  }

  render({ me }) {
    if (!me || me.notices === this.#shown) return;
    this.#shown = me.notices;
    this.#draw();
  }

  #draw() {
    const now = Date.now();
    const notices = (this.#shown ?? []).filter(({ id, until }) => !this.#away.has(id) && (until === null || Date.parse(until) > now));
    show(this.#node, notices.length > 0);
    this.#node.replaceChildren(...notices.map((notice) => element('div', { class: 'banner', dataset: { level: notice.level, testid: 'banner' } },
      element('p', { class: 'banner-words', dir: 'auto' }, notice.text),
      element('button', { class: 'button', type: 'button', 'aria-label': t('putAway'), onclick: () => this.#putAway(notice.id) }, icon('close')))));
  }

  #putAway(id) {
    this.#away.add(id);
    this.#draw();
  }
}
