/**
 * What an event does to an answer: pure functions over plain objects, so that they can be tested anywhere.
 * Offsets and lengths count UTF-16 units, as String.length does. Nothing is shown that the offsets do not prove.
 */

export function newAnswer(id, now) {
  return {
    id, role: 'assistant', content: '', reasoning: '', status: 'thinking', running: true,
    messageId: null, startCursor: null, faulty: false, recovered: false, kept: null, stopRequested: false, stopFailed: false,
    model: null, finishReason: null, usage: null, error: null, createdAt: now, lastAt: now,
  };
}

/** Joins a piece at its offset. Null: there is a gap, or what is doubled does not match. */
export function join(text, offset, piece) {
  if (offset === undefined || offset === null || offset === text.length) return text + piece;
  if (offset > text.length) return null;
  const overlap = Math.min(text.length - offset, piece.length);
  if (!text.startsWith(piece.slice(0, overlap), offset)) return null;
  return text + piece.slice(overlap);
}

function lost(answer) {
  return { ...answer, status: 'incomplete', faulty: true };
}

function withText(answer, member, event, now) {
  // After a loss only a piece that fits exactly brings the answer back to life.
  if (answer.faulty || (!answer.running && answer.status !== 'incomplete')) return answer;
  const text = join(answer[member], event.offset, event.content ?? '');
  if (text === null) return lost(answer);
  const status = member === 'content' || answer.content ? 'streaming' : 'thinking';
  return { ...answer, [member]: text, status, running: true, error: null, model: event.metadata?.model ?? answer.model, lastAt: now };
}

export function apply(answer, event, now) {
  switch (event.type) {
    case 'text':
      return withText(answer, 'content', event, now);
    case 'reasoning':
      return withText(answer, 'reasoning', event, now);
    case 'restart':
      if (!answer.running) return answer;
      return { ...answer, content: '', reasoning: '', status: 'thinking', faulty: false, lastAt: now };
    case 'done':
      return done(answer, event);
    case 'error':
      if (!answer.running) return answer;
      return {
        ...answer, running: false, status: 'failed',
        error: { message: event.error, code: event.code ?? null, retryable: event.retryable ?? true },
      };
    default:
      return answer;
  }
}

function done(answer, event) {
  if (!answer.running && answer.status !== 'incomplete') return answer;
  const finished = { ...answer, running: false, finishReason: event.finishReason ?? null, usage: event.usage ?? null };
  const whole = !answer.faulty && (event.length === undefined || event.length === null || event.length === answer.content.length);
  if (!whole) return lost(finished);
  return { ...finished, status: event.finishReason === 'stopped' ? 'stopped' : 'complete', error: null };
}

/** Void, to be read again from the log. Only once, so that a server that keeps lying ends in an honest notice. */
export function rewound(answer) {
  return { ...answer, content: '', reasoning: '', kept: answer.content, status: 'thinking', running: true, faulty: false, recovered: true };
}

/** The log no longer has what came in between. Should the rest fit all the same, the next piece proves it and heals the answer. */
export function cutOff(answer) {
  const unread = answer.kept?.length > answer.content.length;
  return { ...answer, content: unread ? answer.kept : answer.content, kept: null, faulty: unread, running: false, status: 'incomplete' };
}
