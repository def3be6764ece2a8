import '../../lib/purify.min.js';

// The small build is not a module; the module would be a third of all that the page loads.
const { DOMPurify } = globalThis;

/** The only way in which a model's markup becomes nodes. */
export const sanitise = (markup, allowed) => DOMPurify.sanitize(markup, { ...allowed, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, RETURN_DOM_FRAGMENT: true });
