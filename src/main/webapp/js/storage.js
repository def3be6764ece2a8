/** What outlives a reload. Storage may be full or forbidden; the page works without it. */

// Several applications may share one origin.
const PREFIX = `suda:${new URL('.', document.baseURI).pathname}:`;
const SAVE_EVERY = 1000;

function read(area, key) {
  try {
    return JSON.parse(area().getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(area, key, value) {
  try {
    area().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The last good copy stays; its cursor still fits its text.
  }
}

const session = () => sessionStorage;
const local = () => localStorage;

export const loadLanguage = () => read(local, 'language');
export const saveLanguage = (language) => write(local, 'language', language);
export const loadDraft = () => read(session, 'draft') ?? '';
export const saveDraft = (draft) => write(session, 'draft', draft);
export const loadConversation = () => read(session, 'conversation');

/**
 * Saves the conversation with its cursor as one value, so that text and cursor always fit each other:
 * whatever a lost second held is replayed by the server.
 */
export function keepSaved(store) {
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const { sessionId, cursor, messages } = store.state;
    write(session, 'conversation', { sessionId, cursor, messages });
  };
  store.subscribe((state, before) => {
    if (state.messages.length !== before.messages.length || state.sessionId !== before.sessionId) save();
    else if (!timer && (state.messages !== before.messages || state.cursor !== before.cursor)) timer = setTimeout(save, SAVE_EVERY);
  });
  addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', () => document.hidden && save());
}
