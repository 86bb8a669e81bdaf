/** The overview of the main window: chart, refusals, security summary. */
export const overview = {};
