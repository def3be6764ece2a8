// A provider that has failed is not asked again at once, or each call would wait for it.
const ASKED_AGAIN_AFTER = 5000;
// A token is replaced when a quarter of its time is left, but not more than this.
const MARGIN = 60_000;
// What setTimeout takes.
const LONGEST = 2 ** 31 - 1;

/** What a JWT (RFC 7519) says of itself; nothing where it can't be read. That is the server's to verify. */
function claims(token) {
  try {
    const bytes = Uint8Array.from(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}

const identity = (token) => {
  const { iss, sub } = claims(token);
  return sub ? `${iss ?? ''}|${sub}` : null;
};

/** The tokens of the page around, each asked for before the one before it expires. */
export class Tokens {
  #ask;
  #onRenewed;
  #onOther;
  #token = null;
  #dueAt = Infinity;
  #deadAt = Infinity;
  #failedAt = -Infinity;
  #asking = null;
  #timer = 0;

  /** `ask` resolves to a token or null; `onRenewed` is called with the next ones of the same person, `onOther` with another's. */
  constructor({ ask, onRenewed, onOther }) {
    this.#ask = ask;
    this.#onRenewed = onRenewed;
    this.#onOther = onOther;
  }

  /** Whose they are, as they say; null where that is not known. */
  get identity() {
    return this.#token && identity(this.#token);
  }

  /** Whether there has been one. */
  get given() {
    return this.#token !== null;
  }

  async current() {
    if (this.#token !== null && Date.now() < this.#dueAt) return this.#token;
    return this.#renew();
  }

  async another(refused) {
    return this.#token === refused ? this.#renew() : this.current();
  }

  #renew() {
    if (Date.now() - this.#failedAt < ASKED_AGAIN_AFTER) return this.#stillGood();
    this.#asking ??= this.#replace().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  #stillGood() {
    return Date.now() < this.#deadAt ? this.#token : null;
  }

  async #replace() {
    const token = await this.#ask();
    if (token === null || token === this.#token) this.#failedAt = Date.now();
    if (token === null) {
      this.#schedule(ASKED_AGAIN_AFTER);
      return this.#stillGood();
    }
    const before = this.#token;
    this.#token = token;
    this.#date(claims(token).exp * 1000 - Date.now());
    if (before === null || before === token) return token;
    if (identity(before) === identity(token)) this.#onRenewed();
    else this.#onOther();
    return token;
  }

  /** A token that seems dead on arrival is of a server whose clock is another's: then a refusal tells. */
  #date(left) {
    const known = left > 0;
    this.#deadAt = known ? Date.now() + left : Infinity;
    this.#dueAt = known ? this.#deadAt - Math.min(MARGIN, left / 4) : Infinity;
    clearTimeout(this.#timer);
    if (known) this.#schedule(this.#dueAt - Date.now());
  }

  #schedule(millis) {
    clearTimeout(this.#timer);
    if (this.#token !== null && millis <= LONGEST) this.#timer = setTimeout(() => this.#renew(), millis + 1);
  }
}
