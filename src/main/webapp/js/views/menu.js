import { t } from '../i18n.js';
import { element, icon } from './dom.js';

/** A menu beside its button: {name, icon, run} does something, {name, icon, href} loads a file. */
export function openMenu(button, entries) {
  const menu = element('div', { class: 'menu', role: 'menu', popover: 'auto', 'aria-label': button.getAttribute('aria-label') });
  const close = () => menu.hidePopover();
  menu.append(...entries.map((entry) => item(entry, close)));
  menu.addEventListener('keydown', (event) => move(event, menu, close));
  menu.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return;
    button.setAttribute('aria-expanded', 'false');
    const left = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (left) button.focus();
  });
  document.body.append(menu);
  menu.showPopover();
  button.setAttribute('aria-expanded', 'true');
  place(menu, button.getBoundingClientRect());
  menu.firstElementChild.focus();
}

function item({ name, icon: sign, run, href, danger }, close) {
  const common = { class: danger ? 'menu-item menu-danger' : 'menu-item', role: 'menuitem', tabindex: '-1', dataset: { testid: name } };
  const parts = [icon(sign), element('span', {}, t(name))];
  // The action may move the focus, so the menu is closed first.
  if (run) return element('button', { ...common, type: 'button', onclick: () => { close(); run(); } }, ...parts);
  return element('a', { ...common, href, download: '', onclick: close }, ...parts);
}

function move(event, menu, close) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const target = { ArrowDown: items[(at + 1) % items.length], ArrowUp: items.at(at - 1), Home: items[0], End: items.at(-1) }[event.key];
  if (event.key === 'Tab') close();
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function place(menu, { left, right, top, bottom }) {
  const { offsetWidth, offsetHeight } = menu;
  const below = bottom + offsetHeight + 8 < innerHeight;
  menu.style.top = `${Math.max(8, below ? bottom + 4 : top - offsetHeight - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - offsetWidth - 8, right + 200))}px`;
}
