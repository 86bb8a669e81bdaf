/** The history of the settings. */
export const history = {};
