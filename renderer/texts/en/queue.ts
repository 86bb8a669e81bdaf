/** The outgoing queue. */
export const queue = {};
