import { show } from './dom.js';

const NEAR = 48;
const UP = ['PageUp', 'ArrowUp', 'Home'];

/**
 * Scrolls to the end while the reader is at the end; does nothing after the reader has scrolled up, by whatever means:
 * also find-in-page and assistive technology scroll, without input events.
 */
export class Follower {
  #scroller;
  #button;
  #header = document.querySelector('.header');
  #following;
  #last = 0;
  #touched = 0;

  /**
   * @param scroller an element, or `document.scrollingElement`
   * @param following whether to scroll to the end before the reader has gone there
   */
  constructor(scroller, content, { button, onEnd = () => {}, following = true }) {
    this.#scroller = scroller;
    this.#button = button;
    this.#following = following;
    const source = scroller === document.scrollingElement ? document : scroller;
    source.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    source.addEventListener('wheel', ({ deltaY }) => deltaY < 0 && this.#goUp(), { passive: true });
    source.addEventListener('touchstart', ({ touches }) => { this.#touched = touches[0].clientY; }, { passive: true });
    source.addEventListener('touchmove', ({ touches }) => {
      if (touches[0].clientY > this.#touched) this.#goUp();
      this.#touched = touches[0].clientY;
    }, { passive: true });
    source.addEventListener('keydown', ({ key, shiftKey, target }) => (UP.includes(key) || (key === ' ' && shiftKey)) && !target.closest('input, textarea') && this.#goUp());
    button.addEventListener('click', () => {
      this.toEnd();
      onEnd();
    });
    const resized = new ResizeObserver(() => this.keep());
    resized.observe(scroller);
    resized.observe(content);
  }

  /** Called after anything grew. */
  keep() {
    if (this.#following) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
      // The later scroll event of this scrolling is not the reader's.
      this.#last = this.#scroller.scrollTop;
    }
    this.#draw();
  }

  toEnd() {
    this.#following = true;
    this.keep();
  }

  /** Scrolls to an element, and follows the end only if it is in view then. */
  show(node) {
    this.#following = false;
    node.scrollIntoView({ block: 'center' });
    this.#last = this.#scroller.scrollTop;
    this.resume();
  }

  /** Follows the end from now on if it is in view. */
  resume() {
    this.#following = this.#nearEnd();
    this.#draw();
  }

  #nearEnd() {
    return this.#distance() < NEAR;
  }

  /** From the end, in pixels. */
  #distance() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Before it scrolls, by any step size; otherwise growing content would take the reader back. */
  #goUp() {
    if (this.#scroller.scrollTop > 0) this.#following = false;
    this.#draw();
  }

  #onScroll() {
    const { scrollTop } = this.#scroller;
    if (scrollTop > this.#last && this.#nearEnd()) this.#following = true;
    // Content that shrinks also moves a view at the end up, but then it still is at the end.
    else if (scrollTop < this.#last - 1 && this.#distance() > 1) this.#following = false;
    this.#last = scrollTop;
    this.#draw();
  }

  #draw() {
    const { scrollHeight, clientHeight } = this.#scroller;
    show(this.#button, !this.#following && scrollHeight > clientHeight);
    if (this.#header) this.#header.dataset.scrolled = String(this.#scroller.scrollTop > 4);
  }
}
