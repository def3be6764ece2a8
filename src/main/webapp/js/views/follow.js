import { show } from './dom.js';

const NEAR = 48;
const INTENT = 1000;
const KEYS = ['PageUp', 'ArrowUp', 'Home', ' '];

/** Follows the end as long as the reader is there; a reader who scrolled up is left in peace. */
export class Follower {
  #scroller;
  #button;
  #header = document.querySelector('.header');
  #following = true;
  #last = 0;
  #intendedAt = -Infinity;
  #held = false;

  constructor(scroller, content, button) {
    this.#scroller = scroller;
    this.#button = button;
    scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    const intend = () => { this.#intendedAt = performance.now(); };
    for (const kind of ['wheel', 'touchmove', 'focusin']) scroller.addEventListener(kind, intend, { passive: true });
    addEventListener('keydown', ({ key }) => KEYS.includes(key) && intend());
    scroller.addEventListener('pointerdown', () => { this.#held = true; });
    for (const kind of ['pointerup', 'pointercancel']) addEventListener(kind, () => { this.#held = false; });
    button.addEventListener('click', () => this.toEnd());
    const resized = new ResizeObserver(() => this.keep());
    resized.observe(scroller);
    resized.observe(content);
  }

  /** After anything grew. */
  keep() {
    if (this.#following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#show();
  }

  toEnd() {
    this.#following = true;
    this.keep();
  }

  #onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // Text that grows or shrinks moves the view too; only a reader who goes up stops the following.
    const intended = this.#held || performance.now() - this.#intendedAt < INTENT;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#following = true;
    else if (intended && scrollTop < this.#last - 1) this.#following = false;
    this.#last = scrollTop;
    this.#show();
  }

  #show() {
    show(this.#button, !this.#following);
    this.#header.dataset.scrolled = String(this.#scroller.scrollTop > 4);
  }
}
