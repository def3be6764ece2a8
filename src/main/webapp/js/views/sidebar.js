import { shownItems } from '../chat/list.js';
import { dayName } from '../format.js';
import { currentLanguage, t } from '../i18n.js';
import { element, show } from './dom.js';
import { Drawer } from './drawer.js';
import { ItemView } from './item.js';

const SEARCH_AFTER = 200;
const NEAR_END = 400;

/** The list of conversations by day, and the search. On a phone a drawer. */
export class SidebarView {
  #library;
  #nav = document.getElementById('conversations');
  #search = document.getElementById('search');
  #drawer = new Drawer();
  #items = new Map();
  #groups = new Map();
  #end = element('p', { class: 'list-end', role: 'status', hidden: true });
  #shown = null;
  #timer = 0;

  constructor(library, { onLanguage }) {
    this.#library = library;
    document.getElementById('language').addEventListener('click', onLanguage);
    document.getElementById('new-chat').addEventListener('click', (event) => this.#onNew(event));
    addEventListener('hashchange', () => this.#drawer.close());
    this.#nav.append(this.#end);
    this.#nameLanguage();
    this.#nav.addEventListener('scroll', () => this.#readOn(), { passive: true });
    this.#nav.addEventListener('click', ({ target }) => target.closest('a') && this.#drawer.close());
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#library.search(this.#search.value.trim()), SEARCH_AFTER);
    });
    this.#search.addEventListener('keydown', (event) => this.#onSearchKey(event));
  }

  /** The link alone has no effect if its URL is the page's. */
  #onNew(event) {
    this.#drawer.close();
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.#library.create();
  }

  focusSearch() {
    this.#drawer.open();
    this.#search.focus();
    this.#search.select();
  }

  relabel() {
    this.#shown = null;
    this.#nameLanguage();
    this.#groups.forEach(({ node }) => node.remove());
    this.#groups.clear();
    this.#items.forEach((item) => item.relabel());
  }

  render({ list, open, connection }) {
    const day = new Date().toDateString();
    const key = [list, open.id, connection.state, day];
    if (this.#shown && key.every((part, at) => part === this.#shown[at])) return;
    this.#shown = key;
    this.#arrange(shownItems(list), list, open.id);
    this.#describe({ list, connection });
    this.#readOn();
  }

  /** The button is labelled in the language that it selects. */
  #nameLanguage() {
    document.getElementById('language').lang = currentLanguage() === 'ko' ? 'en' : 'ko';
  }

  #arrange(items, { query, unread }, openId) {
    const groups = new Map();
    for (const item of items) {
      const name = query ? t('found') : dayName(item.updatedAt);
      if (groups.has(name)) groups.get(name).push(item);
      else groups.set(name, [item]);
    }
    for (const [name, { node }] of this.#groups) {
      if (groups.has(name)) continue;
      node.remove();
      this.#groups.delete(name);
    }
    const ids = new Set(items.map(({ id }) => id));
    for (const [id, view] of this.#items) {
      if (ids.has(id)) continue;
      view.node.remove();
      this.#items.delete(id);
    }
    let at = 0;
    for (const [name, members] of groups) this.#fill(this.#group(name, at++), members, { query, unread, openId });
  }

  #group(name, at) {
    if (!this.#groups.has(name)) {
      const list = element('ul', { class: 'group-items' });
      this.#groups.set(name, { list, node: element('section', { class: 'group', 'aria-label': name }, element('h2', { class: 'group-name' }, name), list) });
    }
    const { node, list } = this.#groups.get(name);
    if (this.#nav.children[at] !== node) this.#nav.insertBefore(node, this.#nav.children[at]);
    return list;
  }

  #fill(list, members, { query, unread, openId }) {
    members.forEach((member, at) => {
      let view = this.#items.get(member.id);
      if (!view) {
        view = new ItemView(this.#library);
        this.#items.set(member.id, view);
      }
      if (list.children[at] !== view.node) list.insertBefore(view.node, list.children[at] ?? null);
      view.render(member, { current: member.id === openId, unread: unread.includes(member.id), query });
    });
  }

  #describe({ list, connection }) {
    const words = connection.state === 'ended' ? '' : list.state === 'failed' ? t('listFailed') : list.state === 'loading' && !list.items.length ? t('loading')
      : list.items.length ? (list.more ? t('loading') : '') : t(list.query ? 'nothingFound' : 'noConversations');
    show(this.#end, words !== '');
    if (this.#end.textContent === words) return;
    this.#end.textContent = words;
    if (list.state === 'failed') this.#end.append(' ', element('button', { class: 'button', type: 'button', onclick: () => this.#library.again() }, t('retry')));
  }

  #readOn() {
    const { scrollTop, scrollHeight, clientHeight } = this.#nav;
    if (clientHeight && scrollHeight - scrollTop - clientHeight < NEAR_END) this.#library.more();
  }

  #onSearchKey(event) {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.#search.value) {
      event.stopPropagation();
      this.#search.value = '';
      this.#library.search('');
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      this.#nav.querySelector('a')?.focus();
    }
  }
}
