import { isAhead, isRunning } from './answer.js';

/** The messages of a conversation, all branches, oldest first; a branch is identified by its last message. */

function childrenOf(messages) {
  const children = new Map();
  for (const message of messages) {
    const parent = message.parentId ?? null;
    if (children.has(parent)) children.get(parent).push(message);
    else children.set(parent, [message]);
  }
  return children;
}

/** The branch with that message, to its newest end. Without a message, the newest branch. */
export function branch(messages, activeId) {
  const children = childrenOf(messages);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path = [];
  let at = byId.get(activeId) ?? children.get(null)?.at(-1);
  for (let up = at; up; up = byId.get(up.parentId)) path.unshift(up);
  while (at && (at = children.get(at.id)?.at(-1))) path.push(at);
  return path.map((message) => {
    const variants = children.get(message.parentId ?? null);
    return { message, variants: variants.length > 1 ? variants.map(({ id }) => id) : null };
  });
}

export const find = (messages, id) => messages.find((message) => message.id === id) ?? null;

/** A message from the server. The local text may be ahead of it. */
export function put(messages, message, now) {
  const at = messages.findLastIndex(({ id }) => id === message.id);
  if (at < 0) return [...messages, { ...message, lastAt: now }];
  const known = messages[at];
  const older = isRunning(message) && (!isRunning(known) || isAhead(known, message));
  if (older) return messages;
  return messages.with(at, { ...known, ...message });
}

export function change(messages, id, update) {
  const at = messages.findLastIndex((message) => message.id === id);
  if (at < 0) return messages;
  const next = update(messages[at]);
  return next === messages[at] ? messages : messages.with(at, next);
}
