import { t } from '../i18n.js';
import { closeBeside, element } from './dom.js';

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const COMMAND = MAC ? '⌘' : 'Ctrl';
const OPTION = MAC ? '⌥' : 'Alt';

/**
 * Keyboard shortcuts. `code` is the position of the key, so that it is the same on a Korean layout. `bare` keys apply
 * while nothing is being typed; `when` gets the text that was.
 */
const SHORTCUTS = [
  { name: 'newChat', keys: [COMMAND, 'Shift', 'O'], code: 'KeyO', command: true, shift: true, run: ({ library, composer }) => { library.create(); composer.focus(); } },
  { name: 'search', keys: [COMMAND, 'K'], code: 'KeyK', command: true, run: ({ sidebar }) => sidebar.focusSearch() },
  { name: 'nextConversation', keys: [OPTION, '↓'], code: 'ArrowDown', alt: true, run: ({ library }) => library.step(1) },
  { name: 'previousConversation', keys: [OPTION, '↑'], code: 'ArrowUp', alt: true, run: ({ library }) => library.step(-1) },
  { name: 'toComposer', keys: [OPTION, 'Shift', 'M'], code: 'KeyM', alt: true, shift: true, run: ({ composer }) => composer.focus() },
  { name: 'stop', keys: ['Esc'], code: 'Escape', run: ({ chat }) => chat.stop() },
  { name: 'copyAnswer', keys: [OPTION, 'Shift', 'C'], code: 'KeyC', alt: true, shift: true, run: ({ conversation }) => press(conversation.last('assistant'), 'copy') },
  { name: 'regenerate', keys: [OPTION, 'Shift', 'R'], code: 'KeyR', alt: true, shift: true, run: ({ conversation }) => press(conversation.last('assistant'), 'retry') ?? press(conversation.last('assistant'), 'regenerate') },
  { name: 'edit', keys: [OPTION, 'Shift', 'E'], code: 'KeyE', alt: true, shift: true, run: ({ conversation }) => press(conversation.last('user'), 'edit') },
  { name: 'settings', keys: [OPTION, 'Shift', 'S'], code: 'KeyS', alt: true, shift: true, run: ({ settings }) => settings.open() },
  { name: 'undo', keys: [COMMAND, 'Z'], code: 'KeyZ', command: true, when: (typed) => !typed && undoButton() !== null, run: () => undoButton().click() },
  { name: 'shortcuts', keys: ['?'], key: '?', bare: true, run: (views, self) => self.open() },
];

const undoButton = () => document.querySelector('[data-testid="undo"]');

const FIXED = [['send', ['Enter']], ['newLine', ['Shift', 'Enter']]];

const press = (root, testid) => {
  const button = root?.querySelector(`[data-testid="${testid}"]`);
  button?.click();
  return button ?? null;
};

export class Shortcuts {
  #views;
  #dialog = document.getElementById('shortcuts');

  constructor(views) {
    this.#views = views;
    document.getElementById('shortcuts-open').addEventListener('click', () => this.open());
    closeBeside(this.#dialog);
    addEventListener('keydown', (event) => this.#onKey(event));
  }

  open() {
    const key = (name) => element('kbd', {}, name);
    const row = ([name, keys]) => element('div', { class: 'shortcut' }, element('dt', {}, t(name)), element('dd', {}, ...keys.map(key)));
    const rows = [...FIXED, ...SHORTCUTS.map(({ name, keys }) => [name, keys])];
    this.#dialog.replaceChildren(
      element('h2', { id: 'shortcuts-title', class: 'dialog-title' }, t('shortcuts')),
      element('dl', { class: 'shortcut-list' }, ...rows.map(row)),
      element('div', { class: 'dialog-buttons' }, element('button', { class: 'button button-main', type: 'button', autofocus: true, onclick: () => this.#dialog.close() }, t('close'))),
    );
    this.#dialog.showModal();
  }

  #onKey(event) {
    const busy = event.isComposing || event.keyCode === 229 || event.defaultPrevented || document.querySelector('dialog[open], [popover]:popover-open');
    if (busy) return;
    const typing = event.target.matches?.('input, textarea, select');
    const wanted = SHORTCUTS.find((shortcut) => fits(shortcut, event) && !(shortcut.bare && typing) && (shortcut.when?.(typing ? event.target.value : '') ?? true));
    if (!wanted) return;
    event.preventDefault();
    wanted.run(this.#views, this);
  }
}

function fits({ key, code, command = false, shift = false, alt = false }, event) {
  if (key) return event.key === key && !event.ctrlKey && !event.metaKey && !event.altKey;
  return event.code === code && command === (MAC ? event.metaKey : event.ctrlKey) && shift === event.shiftKey && alt === event.altKey;
}
