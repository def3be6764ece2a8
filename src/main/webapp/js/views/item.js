import { exportUrl } from '../api.js';
import { Router } from '../router.js';
import { t } from '../i18n.js';
import { element, icon } from './dom.js';
import { openMenu } from './menu.js';
import { openShare } from './share.js';

/** One conversation of the list. */
export class ItemView {
  #library;
  #item = null;
  #shown = '';
  #link = element('a', { class: 'item-link' });
  #more = element('button', { class: 'button item-more', type: 'button', 'aria-haspopup': 'menu', dataset: { testid: 'conversation-menu' } }, icon('more'));
  node = element('li', { class: 'item', dataset: { testid: 'conversation' } }, this.#link, this.#more);

  constructor(library) {
    this.#library = library;
    this.#more.addEventListener('click', () => this.#openMenu());
    this.node.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      this.#openMenu();
    });
    this.#link.addEventListener('keydown', (event) => this.#onKey(event));
  }

  relabel() {
    this.#shown = '';
  }

  render(item, { current, unread, query }) {
    this.#item = item;
    const shown = [item.title, item.running, current, unread, query].join('\n');
    if (shown === this.#shown) return;
    this.#shown = shown;
    const title = item.title ?? t('untitled');
    this.#link.href = Router.href(item.id);
    this.#link.title = title;
    this.node.dataset.running = String(item.running);
    this.node.dataset.unread = String(unread);
    this.node.dataset.id = item.id;
    if (current) this.#link.setAttribute('aria-current', 'page');
    else this.#link.removeAttribute('aria-current');
    const words = element('span', { class: 'item-title', dir: 'auto' }, ...marked(title, query));
    const state = item.running ? 'answering' : unread ? 'newAnswer' : null;
    const live = state && element('span', { class: 'item-live', title: t(state) }, element('span', { class: 'visually-hidden' }, t(state)));
    this.#link.replaceChildren(...[words, live].filter(Boolean));
    this.#more.setAttribute('aria-label', t('actionsFor', { title }));
  }

  #openMenu() {
    const { id } = this.#item;
    openMenu(this.#more, [
      { name: 'rename', icon: 'edit', run: () => this.#rename() },
      { name: 'share', icon: 'share', run: () => openShare(id) },
      { name: 'print', icon: 'print', run: () => this.#library.print(id) },
      { name: 'exportMarkdown', icon: 'save', href: exportUrl(id, 'md') },
      { name: 'exportJson', icon: 'save', href: exportUrl(id, 'json') },
      { name: 'delete', icon: 'delete', danger: true, run: () => this.#delete() },
    ]);
  }

  #delete() {
    const neighbour = this.node.nextElementSibling ?? this.node.previousElementSibling;
    this.#library.delete(this.#item.id);
    (neighbour?.querySelector('a') ?? document.getElementById('new-chat')).focus();
  }

  #rename() {
    const field = element('input', { class: 'item-rename', 'aria-label': t('title'), maxlength: 200, dataset: { testid: 'rename' }, dir: 'auto' });
    field.value = this.#item.title ?? '';
    let over = false;
    const end = (save) => {
      if (over) return;
      over = true;
      const title = field.value.trim();
      field.replaceWith(this.#link);
      this.#link.focus();
      if (save && title && title !== this.#item.title) this.#library.rename(this.#item.id, title);
    };
    field.addEventListener('blur', () => end(true));
    field.addEventListener('keydown', (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === 'Enter') end(true);
      if (event.key === 'Escape') {
        event.stopPropagation();
        end(false);
      }
    });
    this.#link.replaceWith(field);
    field.focus();
    field.select();
  }

  #onKey(event) {
    const links = [...document.querySelectorAll('.item-link')];
    const at = links.indexOf(this.#link);
    const target = { ArrowDown: links[at + 1], ArrowUp: links[at - 1] ?? document.getElementById('search'), Home: links[0], End: links.at(-1) }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Delete') this.#delete();
    else if (event.key === 'F2') this.#rename();
    else if (target) target.focus();
    else return;
    event.preventDefault();
  }
}

function marked(title, query) {
  const at = query ? title.toLowerCase().indexOf(query.toLowerCase()) : -1;
  if (at < 0) return [title];
  return [title.slice(0, at), element('mark', {}, title.slice(at, at + query.length)), title.slice(at + query.length)];
}
