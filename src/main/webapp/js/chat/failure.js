/** The server could not be reached. */
export const NETWORK = Object.freeze({ message: null, code: 'network', retryable: true });
