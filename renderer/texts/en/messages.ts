/** The trace of messages. */
export const messages = {};
