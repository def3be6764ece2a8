import { sleep } from './delay.js';

const RENEWED_EVERY = 2000;
// Timers of hidden pages run once a minute in the worst case.
const STALE_AFTER = 70_000;

/**
 * A lock that one page of a browser holds at a time. `held` is called when it is acquired, `lost` when another page has
 * taken it. Uses Web Locks if available; they are not on a page over plain HTTP from another machine, where a lease in
 * the storage is used.
 */
export class Lock {
  #name;
  #held;
  #lost;
  #release = null;
  #waiting = false;

  constructor(name, { held, lost }) {
    this.#name = name;
    this.#held = held;
    this.#lost = lost;
  }

  get mine() {
    return this.#release !== null;
  }

  /** Requests the lock; `held` is called when it is granted. */
  async take({ steal = false } = {}) {
    if (this.mine || (this.#waiting && !steal)) return;
    this.#waiting = true;
    const request = navigator.locks ? webLock : canStore() ? lease : alone;
    try {
      await request(this.#name, steal, () => new Promise((release) => {
        this.#release = release;
        this.#held();
      }));
      this.#waiting = false;
    } catch {
      // Stolen. The callback may request the lock again.
      this.#waiting = false;
      this.#release = null;
      this.#lost();
    }
  }

  release() {
    this.#release?.();
    this.#release = null;
  }
}

/** A browser that blocks storage in a frame also blocks locks. */
async function webLock(name, steal, run) {
  try {
    return await navigator.locks.request(name, { steal }, run);
  } catch (e) {
    if (e.name !== 'SecurityError') throw e;
    return run();
  }
}

/** Runs it unless another page of this browser runs one of that name, if the browser supports locks. */
export const oneAtATime = (name, run) => (navigator.locks ? webLock(name, false, run) : run());

/** Without shared storage, every tab leads. */
const alone = (name, steal, run) => run();

function canStore() {
  try {
    return localStorage !== null;
  } catch {
    return false;
  }
}

/** The same by a lease in the storage that its holder renews. */
async function lease(name, steal, run) {
  const me = Array.from(crypto.getRandomValues(new Uint8Array(8))).join('');
  const note = () => JSON.parse(localStorage.getItem(name) ?? 'null');
  const write = () => localStorage.setItem(name, JSON.stringify({ holder: me, until: Date.now() + STALE_AFTER }));
  while (!steal && note()?.until > Date.now()) await sleep(RENEWED_EVERY / 2);
  write();
  // If two write at the same time, the last one holds it.
  await sleep(100);
  if (note()?.holder !== me) return lease(name, false, run);
  const drop = () => note()?.holder === me && localStorage.removeItem(name);
  addEventListener('pagehide', drop);
  let renewal;
  const stolen = new Promise((_, reject) => {
    renewal = setInterval(() => (note()?.holder === me ? write() : reject(new Error('stolen'))), RENEWED_EVERY);
  });
  try {
    return await Promise.race([run(), stolen]);
  } finally {
    clearInterval(renewal);
    removeEventListener('pagehide', drop);
    drop();
  }
}
