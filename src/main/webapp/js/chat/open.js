import { apply, isRunning } from './answer.js';
import { branch, change, find, put } from './tree.js';

/**
 * The conversation that is shown. State: new, loading, ready, missing, failed. `activeId` tells the branch; `faulty`,
 * that an event did not fit, so that the state has to be loaded again; `created`, that it was new and has got its id on
 * this page; `choices`, the branches chosen here whose events have not come yet; `withdrawn`, the request that was taken back last.
 */

export const nothingOpen = () => ({ id: null, state: 'new', conversation: null, messages: [], activeId: null, faulty: false, created: false, choices: [], withdrawn: null });

export const runningAnswer = (open) => open.messages.findLast(isRunning) ?? null;
export const shownBranch = (open) => branch(open.messages, open.activeId);

/** Whether it is the new one in which that answer was asked for. */
export const asks = (open, localId) => open.id === null && Boolean(find(open.messages, localId));

export function reduceOpen(open, action) {
  switch (action.type) {
    case 'opened':
      return { ...nothingOpen(), id: action.id, state: action.id ? 'loading' : 'new', conversation: action.conversation ?? null };
    case 'notOpened':
      return open.id === action.id && (open.state === 'loading' || action.state === 'missing') ? { ...open, state: action.state } : open;
    case 'snapshot':
      return open.id === action.snapshot.conversation.id ? onSnapshot(open, action) : open;
    case 'asked':
      return { ...open, messages: [...open.messages, ...action.messages], activeId: action.messages.at(-1).id };
    case 'created':
      return asks(open, action.localId)
        ? { ...open, id: action.conversation.id, state: 'ready', conversation: action.conversation, created: true }
        : open;
    case 'changed':
      return open.id === action.conversation.id ? { ...open, conversation: action.conversation } : open;
    case 'titled':
      return open.id === action.id && open.conversation ? { ...open, conversation: { ...open.conversation, title: action.title } } : open;
    case 'chosen':
      return { ...open, activeId: action.id, choices: action.key ? [...open.choices, { id: action.id, key: action.key }] : open.choices };
    case 'choiceAnswered':
      return { ...open, choices: open.choices.filter(({ id, key }) => key !== action.key || (action.ok && id !== open.conversation.activeMessageId)) };
    case 'accepted':
      return action.messages.reduce((next, message) => (message && next.id === message.conversationId ? take(next, message, action.now) : next), open);
    case 'withdrawn': {
      const messages = open.messages.filter(({ request }) => request?.key !== action.request.key);
      if (messages.length === open.messages.length) return open;
      return { ...open, messages, activeId: action.request.messageId ?? action.request.parentId, withdrawn: action.request };
    }
    case 'answerChanged': {
      const messages = change(open.messages, action.id, (message) => ({ ...message, ...action.change }));
      return messages === open.messages ? open : { ...open, messages };
    }
    case 'event':
      return action.event.conversationId === open.id || action.event.conversation?.id === open.id ? onEvent(open, action) : open;
    default:
      return open;
  }
}

function onEvent(open, { event, now }) {
  switch (event.type) {
    case 'conversation':
      if (event.deleted) return { ...open, state: 'missing' };
      return follow({ ...open, conversation: event.conversation }, open.conversation);
    case 'message':
      return take(open, event.message, now);
    default: {
      if (!event.messageId || open.state !== 'ready') return open;
      if (!find(open.messages, event.messageId)) return { ...open, faulty: true };
      const messages = change(open.messages, event.messageId, (message) => apply(message, event, now));
      if (messages === open.messages) return open;
      return { ...open, messages, faulty: open.faulty || find(messages, event.messageId).faulty === true };
    }
  }
}

/** Follows a change of the branch in another tab or device, unless it is older than a choice made here. */
function follow(open, before) {
  const { activeMessageId } = open.conversation;
  if (open.choices.length) return { ...open, choices: open.choices.slice(open.choices.findIndex(({ id }) => id === activeMessageId) + 1) };
  if (!activeMessageId || activeMessageId === before?.activeMessageId || !find(open.messages, activeMessageId)) return open;
  return oursIsShown(open) ? open : { ...open, activeId: activeMessageId };
}

/** Messages that are being sent or were refused: they remain, whatever others do meanwhile. */
const oursIsShown = (open) => open.messages.some((message) => message.request && message.id === open.activeId);

/** A message from the server: a known one, the one that is expected, or another tab's. */
function take(open, message, now) {
  if (find(open.messages, message.id)) return { ...open, messages: put(open.messages, message, now) };
  const local = open.messages.find((other) => stands(other, message));
  if (!local) return { ...open, messages: put(open.messages, message, now), activeId: oursIsShown(open) ? open.activeId : message.id };
  const settled = { ...message, key: local.key, lastAt: now, stopRequested: local.stopRequested };
  return {
    ...open,
    messages: open.messages.map((other) => (other === local ? settled : other.parentId === local.id ? { ...other, parentId: message.id } : other)),
    activeId: open.activeId === local.id ? message.id : open.activeId,
  };
}

/** Whether this local message stands for that one of the server until it is reported. */
function stands(local, { role, parentId, content }) {
  return local.request && local.role === role && local.parentId === parentId && (role === 'assistant' || local.content === content);
}

/** The server's state, then the events since the request, then local messages that it does not contain. */
function onSnapshot(open, { snapshot, events, now }) {
  const known = new Map(open.messages.map((message) => [message.id, message]));
  const messages = snapshot.messages.map((message) => ({ ...message, ...kept(known.get(message.id)), lastAt: now }));
  const ours = open.messages.filter(({ request }) => request);
  let next = { ...open, state: 'ready', conversation: snapshot.conversation, faulty: false, choices: [] };
  next = snapshot.messages
    .filter(({ id }) => !known.has(id))
    .reduce((soFar, message) => take(soFar, message, now), { ...next, messages: [...messages.filter(({ id }) => known.has(id)), ...ours] });
  const place = new Map(snapshot.messages.map(({ id }, at) => [id, at]));
  next.messages = next.messages.toSorted((a, b) => (place.get(a.id) ?? place.size) - (place.get(b.id) ?? place.size));
  if (!next.messages.some((message) => message.request)) next.activeId = chosen(open, snapshot);
  return afterRestarts(events).reduce((soFar, event) => reduceOpen(soFar, { type: 'event', event, now }), next);
}

const kept = (message) => message && { key: message.key, stopRequested: message.stopRequested };

function chosen(open, { conversation, messages }) {
  const moved = !open.choices.length && conversation.activeMessageId !== open.conversation?.activeMessageId;
  return !moved && find(messages, open.activeId) ? open.activeId : conversation.activeMessageId;
}

/** Events before a message's last restart are void, and may not fit the snapshot. */
function afterRestarts(events) {
  const last = new Map();
  events.forEach(({ type, messageId }, at) => type === 'restart' && last.set(messageId, at));
  return events.filter(({ messageId }, at) => !(at < last.get(messageId)));
}
