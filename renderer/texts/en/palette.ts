/** The command palette. */
export const palette = {
  title: 'Find anything',
  placeholder: 'A window, a command, a setting, an account …',
  found: 'Found',
  nothing: 'Nothing is called like that.',
  places: { window: 'Window', command: 'Command', account: 'Account', search: 'Search' },
  searchLog: (text: string) => `Search the log for “${text}”`,
  searchMessages: (text: string) => `Trace messages about “${text}”`,
};
