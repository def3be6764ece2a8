import { show } from './dom.js';

const NEAR = 48;

/** Follows the end as long as the reader is there; a reader who scrolled up is left in peace. */
export class Follower {
  #scroller;
  #button;
  #header = document.querySelector('.header');
  #following = true;
  #last = 0;

  constructor(scroller, content, button) {
    this.#scroller = scroller;
    this.#button = button;
    scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
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
    // Text that grew below the reader is no reason to stop following; going up is.
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#following = true;
    else if (scrollTop < this.#last - 1) this.#following = false;
    this.#last = scrollTop;
    this.#show();
  }

  #show() {
    show(this.#button, !this.#following);
    this.#header.dataset.scrolled = String(this.#scroller.scrollTop > 4);
  }
}
