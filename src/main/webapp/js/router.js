const ROUTE = /^(#\/.*)?$/;
const OPEN = /^#\/c\/([\x21-\x7e]{1,64})$/;

/** The URL identifies the conversation, for bookmarks, links and the history. */
export class Router {
  #onRoute;
  #silent;

  /** `silent`: adds no entries to the history, which in a frame is the host's. */
  constructor(onRoute, { silent = false } = {}) {
    this.#onRoute = onRoute;
    this.#silent = silent;
    addEventListener('hashchange', ({ oldURL }) => {
      // A link within the page, such as the skip link, is not a route.
      if (ROUTE.test(location.hash)) this.#onRoute(this.id);
      else history.replaceState(null, '', new URL(oldURL).hash || '#/');
    });
  }

  get id() {
    const match = OPEN.exec(location.hash);
    try {
      return match && decodeURIComponent(match[1]);
    } catch {
      return null;
    }
  }

  static href(id) {
    return id ? `#/c/${encodeURIComponent(id)}` : '#/';
  }

  go(id) {
    if (this.#silent) {
      this.name(id);
      this.#onRoute(id);
    } else if (Router.href(id) === location.hash || (!id && !this.id)) this.#onRoute(this.id);
    else location.hash = Router.href(id);
  }

  /** The same conversation, which has got an id. */
  name(id) {
    history.replaceState(null, '', Router.href(id));
  }
}
