/** Held messages. */
export const quarantine = {};
