// A provider that failed is not called again at once; otherwise each call would wait for it.
const ASKED_AGAIN_AFTER = 5000;
// A token is replaced when a quarter of its lifetime is left, but at most this long before its end.
const MARGIN = 60_000;
// The maximum of setTimeout.
const LONGEST = 2 ** 31 - 1;

/** The claims of a JWT (RFC 7519), empty if it cannot be parsed. The server verifies it. */
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

/** The tokens of the embedding page, each requested before the previous one expires. */
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

  /**
   * `ask` resolves to a token or null; `onRenewed` is called with later ones of the same person, `onOther` with another
   * person's.
   */
  constructor({ ask, onRenewed, onOther }) {
    this.#ask = ask;
    this.#onRenewed = onRenewed;
    this.#onOther = onOther;
  }

  /** Their owner by their claims; null if unknown. */
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

  /** A token that seems to have expired on arrival indicates different clocks: then a refusal decides. */
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
