/**
 * The list of conversations: `items` newest first, as far as loaded; `next` is the cursor of the next page; `unread`, the
 * ids of those in which an answer ended while another was open.
 */

export const emptyList = () => ({ items: [], next: null, query: '', state: 'loading', more: false, hidden: [], unread: [] });

const newestFirst = (a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0);

export const shownItems = (list) => (list.hidden.length ? list.items.filter(({ id }) => !list.hidden.includes(id)) : list.items);

export function reduceList(list, action, openId) {
  switch (action.type) {
    case 'opened':
      return list.unread.includes(action.id) ? { ...list, unread: list.unread.filter((id) => id !== action.id) } : list;
    case 'unreadTold':
      return { ...list, unread: action.ids.filter((id) => id !== openId) };
    case 'searched':
      return { ...list, query: action.query, state: 'loading', items: action.query ? [] : list.items, next: null };
    case 'listed':
      // The changes during the load.
      return action.events.reduce(onEvent, { ...list, items: action.items, next: action.next, state: 'ready', more: false });
    case 'listing':
      return { ...list, more: true };
    case 'listedMore': {
      const known = new Set(list.items.map(({ id }) => id));
      return { ...list, items: [...list.items, ...action.items.filter(({ id }) => !known.has(id))], next: action.next, more: false };
    }
    case 'listFailed':
      return { ...list, state: list.items.length ? list.state : 'failed', more: false };
    case 'deleting':
      return { ...list, hidden: [...list.hidden, action.id] };
    case 'undeleted':
      return { ...list, hidden: list.hidden.filter((id) => id !== action.id) };
    case 'deleted':
      return without(list, action.id);
    case 'titled':
      return { ...list, items: list.items.map((item) => (item.id === action.id ? { ...item, title: action.title } : item)) };
    case 'created':
    case 'changed':
      return put(list, action.conversation);
    case 'event':
      return withUnread(onEvent(list, action.event), action.event, openId);
    default:
      return list;
  }
}

function onEvent(list, event) {
  switch (event.type) {
    case 'conversation':
      return event.deleted ? without(list, event.conversationId) : put(list, event.conversation);
    case 'start':
    case 'restart':
      return running(list, event.conversationId, true);
    case 'done':
    case 'error':
      return running(list, event.conversationId, false);
    default:
      return list;
  }
}

function without(list, id) {
  const others = (ids) => ids.filter((other) => other !== id);
  return { ...list, items: list.items.filter((item) => item.id !== id), hidden: others(list.hidden), unread: others(list.unread) };
}

function withUnread(list, { type, conversationId, finishReason }, openId) {
  const answered = type === 'done' && finishReason !== 'stopped' && conversationId !== openId;
  return answered && !list.unread.includes(conversationId) ? { ...list, unread: [...list.unread, conversationId] } : list;
}

function put(list, conversation) {
  const known = list.items.some(({ id }) => id === conversation.id);
  // Only the server can search by content; entries older than the loaded ones come with their page.
  const beyond = list.next !== null && list.items.length > 0 && conversation.updatedAt < list.items.at(-1).updatedAt;
  if (!known && (list.query || beyond)) return list;
  const others = list.items.filter(({ id }) => id !== conversation.id);
  return { ...list, items: [...others, conversation].sort(newestFirst) };
}

function running(list, id, value) {
  const at = list.items.findIndex((item) => item.id === id);
  if (at < 0 || list.items[at].running === value) return list;
  return { ...list, items: list.items.with(at, { ...list.items[at], running: value }) };
}
