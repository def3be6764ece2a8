import { runningAnswer } from '../chat/open.js';
import { t } from '../i18n.js';
import { connected } from '../store.js';
import { show } from './dom.js';
import { isSending } from './keys.js';
import { SlashList } from './slash.js';
import { Tray } from './tray.js';

/** The message box. Its draft belongs to the conversation. */
export class ComposerView {
  #chat;
  #storage;
  #form = document.getElementById('composer');
  #input = document.getElementById('composer-input');
  #send = document.getElementById('send');
  #stop = document.getElementById('stop');
  #model = document.querySelector('.composer-model');
  #choice = document.getElementById('model-open');
  #tray;
  #slash;
  /** Text typed before this script began. */
  #early = this.#input.value;
  #id = null;
  #busy = false;
  #withdrawn = null;
  #missing = false;
  /** The conversation cannot be read now. */
  #unreadable = false;
  #onNew;
  #onNotice;
  /** To be sent when its files are uploaded and the conversation is open; perhaps already before this script began (early.js). */
  #wanted = this.#form.dataset.early === 'submit';

  /**
   * @param onNew called with the draft of a deleted conversation, which moves to a new one
   */
  constructor(chat, { storage, presets, onNewPreset, onNew, onNotice }) {
    this.#chat = chat;
    this.#storage = storage;
    this.#onNew = onNew;
    this.#tray = new Tray(storage, { onChange: () => this.#onFiles(), onPicked: () => this.focus({ touch: false }) });
    this.#onNotice = onNotice;
    this.#slash = new SlashList(this.#input, presets, { onPick: () => this.#write(''), onNew: onNewPreset });
    if (!this.#early) this.#input.value = storage.loadDraft(null);
    this.#input.addEventListener('input', () => this.#onInput());
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#stop.addEventListener('click', () => this.#chat.stop());
    delete this.#form.dataset.early;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    // A click beside the text focuses it.
    this.#form.addEventListener('click', ({ target }) => target === this.#form && this.focus());
    this.#tray.open(null);
    storage.onDrafts?.((id, before, now) => this.#followDraft(id, before, now));
  }

  /** Takes over what was changed in another tab, unless this one has text of its own. */
  #followDraft(id, before, now) {
    const shown = id === (this.#id ?? 'new');
    const text = shown ? this.#input.value : this.#storage.loadDraft(id);
    const writing = shown && document.activeElement === this.#input && document.hasFocus();
    if (writing || text !== before) this.#storage.keepDraft(id, text);
    else if (shown) {
      this.#input.value = now;
      this.#fit();
    }
  }

  /** On a touch screen the focus would open the keyboard, so only on request. */
  focus({ touch = true } = {}) {
    if (touch || !matchMedia('(pointer: coarse)').matches) this.#input.focus();
  }

  render(state) {
    this.#showDraft(state.open);
    if (this.#early) this.#storage.saveDraft(this.#id, this.#input.value);
    this.#early = '';
    this.#tray.render(state);
    this.#slash.render(state);
    const answer = runningAnswer(state.open);
    const hadFocus = document.activeElement === this.#stop || document.activeElement === this.#send;
    this.#busy = answer !== null;
    this.#missing = state.open.state === 'missing';
    this.#unreadable = state.me !== null && (state.open.state === 'failed' || !connected(state));
    show(this.#send, !this.#busy);
    show(this.#stop, this.#busy);
    const stopping = answer?.stopRequested ?? false;
    this.#stop.setAttribute('aria-busy', String(stopping));
    label(this.#stop, t(stopping ? 'stopping' : 'stop'));
    // One button replaces the other; the focus must not get lost.
    if (hadFocus && document.activeElement === document.body) (this.#busy ? this.#stop : this.#input).focus();
    const model = (state.open.conversation ?? state.settings).model ?? state.me?.defaultModel ?? '';
    if (this.#model.textContent !== model) this.#model.textContent = model;
    label(this.#choice, t('chooseModel', { model }));
    if (this.#wanted && this.#chat.ready && this.#tray.ready) this.#submit();
  }

  #showDraft({ id, created, withdrawn }) {
    const returned = withdrawn !== this.#withdrawn ? withdrawn : null;
    this.#withdrawn = withdrawn;
    if (id === this.#id) {
      if (returned?.kind === 'say') this.#showReturned(returned);
      return;
    }
    // A new conversation that has got its id keeps its draft.
    if (this.#id === null && created) {
      if (this.#input.value) this.#storage.saveDraft(null, '');
      this.#storage.saveDraft(id, this.#input.value);
    } else if (!this.#early) this.#input.value = this.#storage.loadDraft(id);
    if (!this.#early) this.#wanted = false;
    this.#tray.open(id, { created: this.#id === null && created });
    this.#id = id;
    this.#slash.close();
    this.#fit();
  }

  #showReturned({ attachments = [] }) {
    this.#input.value = this.#storage.loadDraft(this.#id);
    this.#tray.restore(attachments);
    this.#fit();
    this.#input.focus();
  }

  relabel() {
    this.#tray.relabel();
  }

  #onInput() {
    this.#storage.saveDraft(this.#id, this.#input.value);
    this.#slash.update();
    this.#fit();
  }

  #onFiles() {
    this.#fit();
    if (this.#wanted && (this.#tray.ready || this.#tray.failed)) this.#submit();
  }

  #write(text) {
    this.#input.value = text;
    this.#onInput();
  }

  #fit() {
    this.#send.disabled = !this.#tray.ready || !(this.#input.value.trim() || this.#tray.attachments.length);
    if (CSS.supports('field-sizing', 'content')) return;
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  #onKey(event) {
    if (this.#slash.onKey(event) || !isSending(event)) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const { attachments, ready } = this.#tray;
    this.#wanted = false;
    if (this.#missing) return this.#begin();
    if (!ready) return this.#wait();
    if (!this.#chat.ready) {
      this.#wanted = true;
      if (this.#unreadable) this.#onNotice({ key: 'sentWhenLoaded' });
      return;
    }
    if (this.#busy || !this.#chat.send(this.#input.value, { attachments })) return;
    this.#tray.clear();
    // A draft that only another tab has stays.
    if (this.#input.value) this.#write('');
    this.#fit();
    this.#input.focus();
  }

  /** Sends when the files are uploaded; a failed one must be removed by the user. */
  #wait() {
    this.#wanted = !this.#tray.failed;
    this.#onNotice({ key: this.#wanted ? 'sentWhenUploaded' : 'fileFailed' });
  }

  #begin() {
    this.#storage.saveDraft(null, [this.#storage.loadDraft(null), this.#input.value].filter(Boolean).join('\n\n'));
    this.#write('');
    this.#tray.moveToNew();
    this.#onNew();
    this.#input.focus();
  }
}

function label(button, words) {
  if (button.title === words) return;
  button.title = words;
  button.setAttribute('aria-label', words);
}
