import { byToken, fetch } from '../authorization.js';
import { sleep } from './delay.js';

const RETRY = 2000;
const LINE = /\r\n|\n|\r(?!$)/;

/** An event stream: EventSource, or fetch if a token must be sent, which EventSource cannot. */
export const openSource = (url) => (byToken() ? new FetchedSource(url) : new EventSource(url));

/** The used subset of EventSource (WHATWG HTML, section 9.2), by fetch. */
export class FetchedSource {
  onmessage = null;
  onerror = null;
  readyState = EventSource.CONNECTING;
  #url;
  #retry = RETRY;
  #lastEventId = '';
  #abort = new AbortController();

  constructor(url) {
    this.#url = url;
    this.#run();
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.#abort.abort();
  }

  async #run() {
    // Deferred, so that the creator can add its listeners.
    await null;
    while (this.readyState !== EventSource.CLOSED) {
      const refused = await this.#read().catch(() => false);
      if (this.readyState === EventSource.CLOSED) return;
      this.readyState = refused ? EventSource.CLOSED : EventSource.CONNECTING;
      this.onerror?.();
      if (!refused) await sleep(this.#retry);
    }
  }

  /** Reads one response to its end; true if repeating the request would not help. */
  async #read() {
    const headers = { Accept: 'text/event-stream', ...(this.#lastEventId && { 'Last-Event-ID': this.#lastEventId }) };
    const response = await fetch(this.#url, { cache: 'no-store', headers, signal: this.#abort.signal });
    if (response.status !== 200 || !/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? '')) return true;
    this.readyState = EventSource.OPEN;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let data = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split(LINE);
      rest = lines.pop();
      for (const line of lines) {
        if (line !== '') this.#take(line, data);
        else if (data.length) {
          const message = { data: data.join('\n'), lastEventId: this.#lastEventId };
          data = [];
          if (this.readyState !== EventSource.CLOSED) this.onmessage?.(message);
        }
      }
    }
    return false;
  }

  #take(line, data) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#lastEventId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.#retry = Number(value);
  }
}
