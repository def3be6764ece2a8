import { show } from './dom.js';

/** The sidebar on a narrow page: covers the rest, which is inert while it is open. */
export class Drawer {
  #sidebar = document.getElementById('sidebar');
  #page = document.getElementById('page');
  #scrim = document.getElementById('scrim');
  #button = document.getElementById('sidebar-open');
  #narrow = matchMedia('(max-width: 56rem)');
  #opened = false;

  constructor() {
    this.#button.addEventListener('click', () => this.open());
    document.getElementById('sidebar-close').addEventListener('click', () => this.close());
    this.#scrim.addEventListener('click', () => this.close());
    this.#sidebar.addEventListener('keydown', ({ key }) => key === 'Escape' && this.close());
    this.#narrow.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  open() {
    if (!this.#narrow.matches || this.#opened) return;
    this.#opened = true;
    this.#apply();
    document.getElementById('sidebar-close').focus();
  }

  close() {
    if (!this.#opened) return;
    const within = this.#sidebar.contains(document.activeElement);
    this.#opened = false;
    this.#apply();
    if (within) this.#button.focus();
  }

  #apply() {
    const over = this.#narrow.matches;
    if (!over) this.#opened = false;
    this.#sidebar.dataset.open = String(this.#opened);
    this.#sidebar.inert = over && !this.#opened;
    this.#page.inert = over && this.#opened;
    this.#button.setAttribute('aria-expanded', String(this.#opened));
    show(this.#scrim, over && this.#opened);
  }
}
