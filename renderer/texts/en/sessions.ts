/** Open sessions. */
export const sessions = {};
