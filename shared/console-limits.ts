/** The fixed limits of the console's server and of the command line; a part of `FIXED_LIMITS` in limits.ts, where they are used from. */
export const CONSOLE_LIMITS = {
  /** Seconds between two looks for sessions of the console that were idle for too long: far less than the shortest of these times. */
  consoleIdleCheckSeconds: 60,
  /** Characters of a line on the standard input of a command, such as a password: eight times the longest that is allowed. */
  commandLineInputCharacters: 4096,
  /** Characters of a text on the standard input of a command, such as that of a vacation reply: more than the API takes of any. */
  commandTextCharacters: 100_000,
} as const;
