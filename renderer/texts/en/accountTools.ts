/** Tools for accounts: import, settings for mail programs. */
export const accountTools = {};
