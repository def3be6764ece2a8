import { anotherToken, fetch, token } from '../authorization.js';
import { number } from '../format.js';
import { currentLanguage, t } from '../i18n.js';
import { connected } from '../store.js';
import { element, icon, show } from './dom.js';
import { picture } from './files.js';
import { problemWords } from './problem.js';

const MOST = 10;
// Errors of the file itself are permanent.
const REFUSED = [413, 415, 422];
const MEBIBYTE = 1_048_576;

/**
 * Files for the next question of a conversation: picked, pasted or dropped; uploaded at once, shown as chips. Like the
 * draft they belong to their conversation, and survive a reload once uploaded.
 */
export class Tray {
  #node = document.getElementById('tray');
  #input = document.getElementById('attach-input');
  #button = document.getElementById('attach');
  #composer = document.getElementById('composer');
  #storage;
  #id = null;
  /** By conversation. */
  #lists = new Map();
  #files = [];
  /** How many of the last selection exceeded the limit. */
  #leftOut = 0;
  /** The limits for uploads, told by `/me`: undefined until then, null if uploads are disabled. */
  #mostBytes;
  #limitsKnown;
  #onLimits = new Promise((resolve) => { this.#limitsKnown = resolve; });
  #onChange;
  #live = false;

  /** @param onPicked called when files were chosen in the browser's dialog */
  constructor(storage, { onChange, onPicked }) {
    this.#storage = storage;
    this.#onChange = onChange;
    this.#button.addEventListener('click', () => this.#input.click());
    this.#input.addEventListener('change', () => {
      this.add(this.#input.files);
      this.#input.value = '';
      onPicked();
    });
    this.#composer.addEventListener('paste', (event) => this.#onDataTransfer(event, event.clipboardData));
    // Anywhere on the page: otherwise the browser would open the file.
    document.addEventListener('drop', (event) => this.#onDataTransfer(event, event.dataTransfer));
    document.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      this.#composer.dataset.dropping = String(this.#mostBytes !== null);
    });
    for (const kind of ['drop', 'dragleave']) document.addEventListener(kind, ({ type, relatedTarget }) => (type === 'drop' || !relatedTarget) && delete this.#composer.dataset.dropping);
  }

  /** The uploaded objects, in order. */
  get attachments() {
    return uploaded(this.#files);
  }

  /** Whether all files are uploaded. */
  get ready() {
    return this.#files.every(({ attachment }) => attachment);
  }

  /** Whether a file has failed. */
  get failed() {
    return this.#files.some(({ problem }) => problem);
  }

  render({ me, connection }) {
    const live = connected({ connection });
    if (live && !this.#live) this.#uploadAgain();
    this.#live = live;
    if (!me) return;
    this.#mostBytes = me.features.includes('attachments') ? me.limits.attachmentBytes : null;
    show(this.#button, this.#mostBytes !== null);
    if (this.#mostBytes === null && this.#files.length) this.clear();
    this.#limitsKnown();
  }

  relabel() {
    this.#draw();
  }

  /** Shows the files of that conversation; those added before it had an id are moved to it. */
  open(id, { created = false } = {}) {
    if (created) this.#move(null, id);
    this.#id = id;
    this.#files = this.#listOf(id);
    this.#leftOut = 0;
    this.#draw();
  }

  /** The conversation was deleted: its files move to the next new one. */
  moveToNew() {
    this.#move(this.#id, null);
  }

  #move(from, to) {
    this.#lists.set(to, [...this.#listOf(to), ...this.#listOf(from)]);
    this.#lists.set(from, []);
    this.#keep(from);
    this.#keep(to);
  }

  #listOf(id) {
    if (!this.#lists.has(id)) this.#lists.set(id, this.#storage.loadFiles(id).map(asEntry));
    return this.#lists.get(id);
  }

  #keep(id) {
    this.#storage.saveFiles(id, uploaded(this.#lists.get(id)));
  }

  add(files) {
    if (this.#mostBytes === null) return;
    const taken = [...files].slice(0, Math.max(0, MOST - this.#files.length));
    this.#leftOut = files.length - taken.length;
    for (const file of taken) {
      const entry = { file, progress: 0, problem: null, final: false, attachment: null, request: null };
      this.#files.push(entry);
      this.#upload(entry);
    }
    this.#draw();
  }

  /** Adds files that were uploaded before. */
  restore(attachments) {
    this.#files.push(...attachments.map(asEntry));
    this.#keep(this.#id);
    this.#draw();
  }

  clear() {
    this.#storage.saveFiles(this.#id, []);
    this.#lists.delete(this.#id);
    this.open(this.#id);
  }

  #onDataTransfer(event, { files, types }) {
    // Spreadsheet cells are pasted with an image of them; only the text is wanted.
    const isText = types.includes('text/plain') && types.includes('text/html');
    if (!files.length || isText || this.#mostBytes === null) return;
    event.preventDefault();
    this.add(files);
  }

  /** The connection is back. */
  #uploadAgain() {
    const lost = [...this.#lists.values()].flat().filter((entry) => entry.lost);
    lost.forEach((entry) => this.#upload(entry));
    if (lost.length) this.#draw();
  }

  /** By XMLHttpRequest, since fetch does not report the progress of uploads. */
  async #upload(entry) {
    Object.assign(entry, { request: null, problem: null, progress: 0, lost: false });
    await this.#onLimits;
    if (this.#mostBytes === null) return;
    entry.final = entry.file.size > this.#mostBytes;
    if (entry.final) {
      entry.problem = t('fileTooLarge', { most: number(Math.floor(this.#mostBytes / MEBIBYTE)) });
      this.#draw();
      return;
    }
    const known = await token();
    const status = await this.#post(entry, known);
    const other = status === 401 && known ? await anotherToken(known) : null;
    if (other) await this.#post(entry, other);
    if (entry.removed) return;
    if (entry.request.status === 201) entry.attachment = entry.request.response;
    else {
      entry.problem = problemWords(entry.request.response) ?? t('uploadFailed');
      entry.final = REFUSED.includes(entry.request.status);
      entry.lost = entry.request.status === 0;
    }
    const [id] = [...this.#lists].find(([, entries]) => entries.includes(entry)) ?? [];
    if (id !== undefined) this.#keep(id);
    this.#draw();
  }

  /** The status of the answer; 0 if there was none. */
  #post(entry, bearer) {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', entry.file, entry.file.name || 'file');
    entry.request = request;
    request.open('POST', 'api/v1/attachments');
    request.setRequestHeader('Accept-Language', currentLanguage());
    if (bearer) request.setRequestHeader('Authorization', `Bearer ${bearer}`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      entry.progress = total ? loaded / total : 0;
      entry.bar?.setAttribute('value', entry.progress);
    });
    return new Promise((resolve) => {
      request.addEventListener('loadend', () => resolve(request.status));
      if (entry.removed) resolve(0);
      else request.send(form);
    });
  }

  #remove(entry) {
    this.#files.splice(this.#files.indexOf(entry), 1);
    this.#leftOut = 0;
    entry.removed = true;
    this.#keep(this.#id);
    entry.request?.abort();
    if (entry.attachment) fetch(`api/v1/attachments/${encodeURIComponent(entry.attachment.id)}`, { method: 'DELETE' }).catch(() => {});
    this.#draw();
    this.#button.focus();
  }

  #draw() {
    show(this.#node, this.#files.length > 0);
    const leftOut = this.#leftOut && element('li', { class: 'chip', dataset: { state: 'failed' } },
      element('span', { class: 'chip-problem', role: 'alert' }, t('filesLeftOut', { most: MOST, count: this.#leftOut })));
    this.#node.replaceChildren(...this.#files.map((entry) => this.#chip(entry)), ...(leftOut ? [leftOut] : []));
    this.#onChange();
  }

  #chip(entry) {
    const { file, attachment, problem } = entry;
    entry.bar = attachment || problem ? null : element('progress', { class: 'chip-progress', max: 1, value: entry.progress, 'aria-label': t('uploading', { name: file.name }) });
    return element('li', { class: 'chip', dataset: { testid: 'chip', state: problem ? 'failed' : attachment ? 'done' : 'uploading' } },
      attachment?.kind === 'image' ? picture(`${address(attachment)}/thumbnail`, { class: 'chip-image', alt: '' }) : icon('attach'),
      element('span', { class: 'chip-name', dir: 'auto' }, attachment?.name ?? file.name),
      entry.bar,
      problem && element('span', { class: 'chip-problem', role: 'alert' }, problem),
      problem && !entry.final && element('button', { class: 'button', type: 'button', 'aria-label': t('uploadAgain', { name: file.name }), onclick: () => { this.#upload(entry); this.#draw(); } }, icon('retry')),
      element('button', { class: 'button', type: 'button', 'aria-label': t('removeFile', { name: file.name }), onclick: () => this.#remove(entry) }, icon('close')));
  }
}

const asEntry = (attachment) => ({ file: attachment, attachment, problem: null });

const uploaded = (entries) => entries.map(({ attachment }) => attachment).filter(Boolean);

/** The attachments of a message: pictures, which open large, and files. */
export function attachmentList(attachments) {
  if (!attachments?.length) return null;
  return element('ul', { class: 'attachments' }, ...attachments.map((attachment) => element('li', {}, attachment.kind === 'image' ? pictureButton(attachment) : file(attachment))));
}

const address = ({ id }) => `api/v1/attachments/${encodeURIComponent(id)}`;

function pictureButton(attachment) {
  const image = picture(`${address(attachment)}/thumbnail`, { class: 'picture', alt: attachment.name, loading: 'lazy' });
  return element('button', { class: 'picture-open', type: 'button', 'aria-label': t('openPicture', { name: attachment.name }), onclick: () => enlarge(attachment) }, image);
}

function enlarge(attachment) {
  const dialog = element('dialog', { class: 'enlarged', 'aria-label': attachment.name, onclick: () => dialog.close(), onclose: () => dialog.remove() },
    picture(address(attachment), { alt: attachment.name }),
    element('button', { class: 'button button-line', type: 'button' }, t('close')));
  document.body.append(dialog);
  dialog.showModal();
}

function file(attachment) {
  return element('a', { class: 'chip', href: address(attachment), download: attachment.name }, icon('attach'), element('span', { class: 'chip-name', dir: 'auto' }, attachment.name));
}
