const FIRST_DELAY = 1000;
const LONGEST_DELAY = 10_000;

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** How long to wait before the next try: twice as long each time, spread, and never less than the server asks for. */
export function backOff(attempt, retryAfter) {
  return Math.max(retryAfter, Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt) * (0.75 + Math.random() / 2));
}
