/** The simulator. */
export const simulator = {};
