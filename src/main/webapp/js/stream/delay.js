const FIRST_DELAY = 1000;
const LONGEST_DELAY = 10_000;

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** The delay before the next attempt: doubled each time, with jitter, and at least what the server requests. */
export function backOff(attempt, retryAfter) {
  return Math.max(retryAfter, Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt) * (0.75 + Math.random() / 2));
}
