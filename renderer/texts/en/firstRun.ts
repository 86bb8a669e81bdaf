/** The first steps. */
export const firstRun = {};
