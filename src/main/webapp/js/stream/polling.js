import { backOff, sleep } from './delay.js';

const WAIT_SECONDS = 25;
// A poll per token would cost more than the token: events are collected meanwhile.
const GATHER = 200;
// An empty answer without a wait comes from an intermediary; it must not cause a busy loop.
const SOON = 1000;

/** Reads the same log as the event stream by long polling, from a cursor, until it is stopped. */
export class Polling {
  #poll;
  #isOver;
  #onEvent;
  #onAnswer;
  #onTrouble;
  #onEnded;
  #run = null;

  constructor({ poll, isOver, onEvent, onAnswer, onTrouble, onEnded }) {
    this.#poll = poll;
    this.#isOver = isOver;
    this.#onEvent = onEvent;
    this.#onAnswer = onAnswer;
    this.#onTrouble = onTrouble;
    this.#onEnded = onEnded;
  }

  get running() {
    return this.#run !== null;
  }

  /** Restarts at this cursor, at once. */
  start(cursor) {
    this.stop();
    this.#run = new AbortController();
    this.#loop(cursor, this.#run.signal);
  }

  stop() {
    this.#run?.abort();
    this.#run = null;
  }

  async #loop(cursor, signal) {
    let attempt = 0;
    // The first poll, and the first after a failure, do not wait: they test the connection.
    let wait = 0;
    while (!signal.aborted) {
      const asked = Date.now();
      const answer = await this.#poll(cursor, wait, signal);
      if (signal.aborted) return;
      if (this.#isOver(answer.status)) {
        this.stop();
        this.#onEnded();
      } else if (!answer.ok) {
        const delay = backOff(attempt++, answer.retryAfter);
        wait = 0;
        this.#onTrouble(answer.status, Date.now() + delay);
        await sleep(delay);
      } else {
        attempt = 0;
        const { events } = answer.body;
        cursor = this.#deliver(events, cursor, signal);
        if (events.length) await sleep(GATHER);
        else if (wait && Date.now() - asked < SOON) await sleep(SOON);
        wait = WAIT_SECONDS;
      }
    }
  }

  /** The receiver of an event may restart elsewhere; the rest of the answer is then void. */
  #deliver(events, cursor, signal) {
    this.#onAnswer();
    for (const { id, data } of events) {
      if (signal.aborted) break;
      cursor = id;
      this.#onEvent(data, id);
    }
    return cursor;
  }
}
