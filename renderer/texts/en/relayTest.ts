/** The open-relay test. */
export const relayTest = {};
