import { t } from '../i18n.js';
import { runningAnswer } from '../store.js';
import { show } from './dom.js';

export class ComposerView {
  #chat;
  #onDraft;
  #input = document.getElementById('composer-input');
  #send = document.getElementById('send');
  #stop = document.getElementById('stop');
  #busy = false;

  constructor(chat, { draft, onDraft }) {
    this.#chat = chat;
    this.#onDraft = onDraft;
    this.#input.value = draft;
    this.#input.addEventListener('input', () => this.#onInput());
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#stop.addEventListener('click', () => this.#chat.stop());
    document.getElementById('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#onInput();
  }

  /** On a touch screen the focus would open the keyboard, so only on request. */
  focus({ touch = true } = {}) {
    if (touch || matchMedia('(pointer: fine)').matches) this.#input.focus();
  }

  render(state) {
    const answer = runningAnswer(state);
    const hadFocus = document.activeElement === this.#stop || document.activeElement === this.#send;
    this.#busy = answer !== null;
    show(this.#send, !this.#busy);
    show(this.#stop, this.#busy);
    const stopping = answer?.stopRequested ?? false;
    this.#stop.setAttribute('aria-busy', String(stopping));
    const label = t(stopping ? 'stopping' : 'stop');
    if (this.#stop.title !== label) {
      this.#stop.title = label;
      this.#stop.setAttribute('aria-label', label);
    }
    // One button gives way to the other; the focus must not fall to the page.
    if (hadFocus && document.activeElement === document.body) (this.#busy ? this.#stop : this.#input).focus();
  }

  #onInput() {
    this.#send.disabled = !this.#input.value.trim();
    this.#onDraft(this.#input.value);
    if (CSS.supports('field-sizing', 'content')) return;
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  #onKey(event) {
    // 229: Safari ends the composition before the key that ended it is reported.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    if (this.#busy || !this.#chat.send(this.#input.value)) return;
    this.#input.value = '';
    this.#onInput();
    this.#input.focus();
  }
}
