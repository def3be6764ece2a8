/**
 * Applies events to an answer: pure functions over plain objects. Offsets and lengths count UTF-16 units, as
 * String.length does. Nothing is shown that the offsets do not prove. A message is the contract's object and, of this
 * page alone: `key` (its view's), `lastAt` (when it last grew), `faulty` (does not fit what came), `restarted`,
 * `stopRequested`, `stopFailed`.
 */

export const isRunning = (message) => message.status === 'streaming';

/** Joins a piece at its offset. Null: there is a gap, or the overlap differs. */
export function join(text, offset, piece) {
  if (offset === text.length) return text + piece;
  if (offset > text.length) return null;
  const overlap = Math.min(text.length - offset, piece.length);
  if (!text.startsWith(piece.slice(0, overlap), offset)) return null;
  return text + piece.slice(overlap);
}

const faulty = (answer) => (answer.faulty ? answer : { ...answer, faulty: true });

function withText(answer, member, { offset, content, metadata }, now) {
  if (answer.faulty || !isRunning(answer)) return answer;
  const before = answer[member] ?? '';
  const text = join(before, offset, content);
  if (text === null) return faulty(answer);
  if (text === before) return answer;
  return { ...answer, [member]: text, model: metadata?.model ?? answer.model, lastAt: now };
}

function done(answer, { finishReason, length, usage }) {
  if (!isRunning(answer)) return answer;
  if (length !== answer.content.length) return faulty(answer);
  return { ...answer, status: finishReason === 'stopped' ? 'stopped' : 'complete', finishReason, usage: usage ?? null, faulty: false };
}

const STEPS = ['waiting', 'running'];
const step = ({ state }) => (STEPS.includes(state) ? STEPS.indexOf(state) : STEPS.length);

/** A new or changed call; an older state than the known one changes nothing. */
function withTool(answer, { callId, name, arguments: given, state, result, error }, now) {
  const call = { callId, name, arguments: given, state, result, error };
  const tools = answer.tools ?? [];
  const before = tools.find((other) => other.callId === callId);
  if (before && step(before) >= step(call)) return answer;
  return { ...answer, tools: before ? tools.map((other) => (other === before ? call : other)) : [...tools, call], lastAt: now };
}

/** Whether an answer has grown beyond the reported state, which is then outdated. */
export function isAhead(known, told) {
  const calls = told.tools ?? [];
  const isFurther = (call) => !calls.some((other) => other.callId === call.callId && step(other) >= step(call));
  return known.content.length > told.content.length
    || (known.reasoning ?? '').length > (told.reasoning ?? '').length
    || (known.tools ?? []).some(isFurther);
}

/** The calls that have not ended. */
export const openCalls = ({ tools }) => (tools ?? []).filter((call) => step(call) < STEPS.length);

export function apply(answer, event, now) {
  switch (event.type) {
    case 'start':
      return { ...answer, model: event.model ?? answer.model, lastAt: now };
    case 'text':
      return withText(answer, 'content', event, now);
    case 'reasoning':
      return withText(answer, 'reasoning', event, now);
    case 'restart':
      return { ...answer, content: '', reasoning: null, status: 'streaming', error: null, finishReason: null, restarted: event.reason === 'takeover', faulty: false, lastAt: now };
    case 'tool':
      return withTool(answer, event, now);
    case 'done':
      return done(answer, event);
    case 'error':
      if (!isRunning(answer)) return answer;
      return {
        ...answer,
        status: event.code === 'interrupted' ? 'interrupted' : 'failed',
        error: { message: event.error, code: event.code ?? null, retryable: event.retryable ?? true },
      };
    default:
      return answer;
  }
}
