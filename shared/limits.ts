/**
 * Every limit of the server: its name, its default, its bounds, and why it is what it is.
 *
 * The `SETTABLE_LIMITS` are offered to the administrator as `server.limits.<name>` (the settings
 * schema is made from this table). The `FIXED_LIMITS` are facts of the implementation that nobody
 * should have to think about, kept here so that no number hides in the code.
 */
export interface Limit {
  readonly label: string;
  readonly unit: 'connections' | 'recipients' | 'errors' | 'seconds' | 'bytes' | 'headers' | 'days';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Why there is such a limit, and why this default. */
  readonly reason: string;
}

export const SETTABLE_LIMITS = {
  maxConnections: {
    label: 'Open connections in all',
    unit: 'connections',
    default: 1000,
    min: 1,
    max: 20_000,
    reason: 'Each open session costs memory and a file descriptor; past this the server answers 421 instead of slowing everybody down.',
  },
  maxConnectionsPerAddress: {
    label: 'Open connections from one address',
    unit: 'connections',
    default: 100,
    min: 1,
    max: 20_000,
    reason: 'One client must not take all the places. A whole office behind one address fits in 100.',
  },
  maxRecipients: {
    label: 'Recipients of one message',
    unit: 'recipients',
    default: 1000,
    min: 100,
    max: 50_000,
    reason: 'RFC 5321 section 4.5.3.1.8 demands at least 100; past the limit the client gets 452 and sends the rest in another transaction.',
  },
  maxErrors: {
    label: 'Errors before a session is closed',
    unit: 'errors',
    default: 20,
    min: 3,
    max: 1000,
    reason: 'A client that makes mistake after mistake is guessing or broken; real clients make none.',
  },
  smtpIdleSeconds: {
    label: 'SMTP idle time',
    unit: 'seconds',
    default: 300,
    min: 1,
    max: 3600,
    reason: 'RFC 5321 section 4.5.3.2.7: a server should wait at least 5 minutes for the next command.',
  },
  pop3IdleSeconds: {
    label: 'POP3 idle time',
    unit: 'seconds',
    default: 600,
    min: 1,
    max: 7200,
    reason: 'RFC 1939 section 3: an autologout timer must be of at least 10 minutes.',
  },
  transactionSeconds: {
    label: 'Time for one message to arrive',
    unit: 'seconds',
    default: 3600,
    min: 1,
    max: 86_400,
    reason: 'A client that sends a byte a minute is never idle; this bounds the whole transaction. 25 MB over a slow line takes less than an hour.',
  },
  maxReceivedHeaders: {
    label: 'Received headers before a message counts as looping',
    unit: 'headers',
    default: 100,
    min: 20,
    max: 1000,
    reason: 'RFC 5321 section 6.3: loop detection by counting Received lines, with a threshold of normally at least 100.',
  },
  minFreeDiskBytes: {
    label: 'Free disk space to keep',
    unit: 'bytes',
    default: 64 * 1024 * 1024,
    min: 0,
    max: 1_000_000_000_000,
    reason: 'Below this new mail is deferred with 452 4.3.1, so that the database always has room to finish what it has promised.',
  },
} as const satisfies Record<string, Limit>;

export type SettableLimit = keyof typeof SETTABLE_LIMITS;

/** The limits in force: every settable limit by name. */
export type Limits = Readonly<Record<SettableLimit, number>>;

export const FIXED_LIMITS = {
  /** Longest SMTP command line in bytes. RFC 5321 4.5.3.1.4 asks for 512, RFC 4954 section 4 for 12,288 with AUTH. */
  smtpCommandLineBytes: 12_288,
  /** Longest POP3 command line in bytes. RFC 2449 section 4 asks for 255; SASL PLAIN initial responses need more. */
  pop3CommandLineBytes: 4096,
  /** Bytes that a POP3 session gathers before it writes to the client and waits: all that a slow reader holds, twice over. */
  pop3WriteBytes: 64 * 1024,
  /** Pipelined POP3 commands of one session that run before others get their turn. */
  pop3CommandsPerTurn: 100,
  /** Seconds that a TLS handshake of a POP3 client may take: two round trips, and a margin for the slowest line. */
  pop3HandshakeSeconds: 30,
  /** Seconds that a POP3 client has for closing its side after the last reply, so that the reply arrives before the reset that unread bytes cause. */
  pop3LingerSeconds: 2,
  /** A message up to this size is kept in memory while it arrives and stored inside the database row: one write, one fsync. */
  inlineMessageBytes: 64 * 1024,
  /** A larger message is written to the spool file in pieces of this size; it is also all that a session holds of it in memory. */
  extentBytes: 256 * 1024,
  /** Header section of one message in bytes: far above real mail, far below a memory attack. */
  headerSectionBytes: 1024 * 1024,
  /** Seconds that a stop waits for open transactions (running.md). */
  stopSeconds: 10,
  /** Seconds that a stop waits on top for messages that have arrived whole and are being made durable. */
  commitGraceSeconds: 5,
  /** Minutes that a one-time sign-in token of the console is good for (running.md). */
  signInTokenMinutes: 10,
  /** Hours that a console session lives without being used. */
  consoleSessionHours: 12,
  /** Console sessions at one time; the one that was idle longest makes room. More than any team has browsers. */
  consoleSessions: 100,
  /** One-time sign-in tokens that wait for their browser at one time; the oldest makes room. */
  signInTokens: 20,
  /** Failed sign-ins to the console that one address has before it must wait: a person mistypes, a program guesses. */
  signInFailures: 10,
  /** Minutes over which failed sign-ins count, and the longest wait after them. */
  signInWindowMinutes: 10,
  /** Open connections to the console: a browser takes six and a WebSocket. */
  consoleConnections: 500,
  /** Seconds that a browser has for sending one request: forms of a few hundred bytes. */
  consoleRequestSeconds: 15,
  /** Bytes of a form sent to the console: a password of 512 characters, percent-encoded, and a margin. */
  consoleFormBytes: 8192,
  /** Seconds between two pings on a console WebSocket; one without an answer in between is closed. */
  consolePingSeconds: 30,
  /** Bytes that may wait in a console connection's send buffer before live subscriptions pause for it. */
  adminSendBacklogBytes: 1024 * 1024,
  /** Messages that may be on their way to a desktop window unanswered before live subscriptions pause for it. */
  adminPortCredits: 64,
  /** Milliseconds between two live status messages: twice a second is all that an eye can follow. */
  statusIntervalMs: 500,
  /** Seconds that the command line waits for a host that is just starting or stopping to answer. */
  controlPatienceSeconds: 5,
  /** Events that may wait for the log thread before the log, not the sessions, loses some (counted and shown). */
  eventBacklog: 20_000,
  /** Events that may wait for one slow live-log reader before that reader loses some (counted and shown). */
  liveLogBacklog: 2000,
  /** Bytes of one log file; a day that brings more goes on in the next, `gatepost-YYYY-MM-DD.1.log`. Any editor opens 100 MB. */
  logFileBytes: 100 * 1024 * 1024,
  /** Seconds between two notes of the counters in the database: what a power cut may cost of them. */
  statisticsFlushSeconds: 5,
  /** Connections to the smart host at one time: enough to fill a line, few enough for any provider. */
  deliveryConnections: 4,
  /** Entries taken from the queue in one go. */
  deliveryBatch: 500,
  /** Seconds to wait for the smart host to take the connection. */
  deliveryConnectSeconds: 60,
  /** Seconds to wait for a reply of the smart host. RFC 5321 section 4.5.3.2 asks for 5 minutes, and 10 after the data. */
  deliveryReplySeconds: 600,
  /** Seconds to wait for the answer to QUIT: nothing depends on it. */
  deliveryQuitSeconds: 5,
  /** Messages in a row on which the smart host fails before the others wait, too: one bad message must not hold up the rest, nor each of them try a dead host. */
  deliveryTroubles: 2,
  /** Depth of alias to alias expansion before it counts as a loop. */
  aliasDepth: 10,
  /** Addresses that one recipient may expand to through aliases. */
  aliasTargets: 1000,
  /** Characters of a subject that are kept with a decision: what a list shows. */
  traceSubjectCharacters: 200,
  /** Attachments and archive entries of one message that are looked at one by one: 100,000 entries in an archive are an attack, and the first tell enough. */
  contentAttachments: 20_000,
  /** Longest text of one event in characters; the rest is cut and marked. */
  eventTextCharacters: 2000,
  /** Bytes of one admin API message; a bulk import of 100,000 list entries fits. */
  adminMessageBytes: 32 * 1024 * 1024,
  /** Seconds a verified password is remembered, under a keyed digest, so that a client polling each minute costs no hash each minute. */
  passwordMemorySeconds: 300,
  /** Passwords hashed at one moment. The thread pool of Node has 4 threads; a flood of logins must leave some for files and name look-ups. */
  passwordHashesAtOnce: 2,
  /** Seconds between two looks at how full the mailboxes are, while mail comes in; between them the bytes delivered are counted here. */
  usageRefreshSeconds: 1,
  /** Days the self-signed certificate is good for. Apple's mail clients refuse server certificates of more than 825 days, trusted by hand or not. */
  selfSignedDays: 824,
  /** Days before its end that the self-signed certificate is made anew. */
  selfSignedRenewalDays: 30,
  /** Seconds between two looks at the certificate files, so that a renewed certificate is in use within a minute. */
  certificateCheckSeconds: 60,
  /** Characters of a file name that count, from its end, where the type is. File systems allow 255. */
  fileNameCharacters: 1024,
  /** Files in the archives of one message that are looked at: half of `contentAttachments`, so that no archive hides what is attached behind it. */
  archiveEntries: 10_000,
  /** Characters of the names of files in the archives of one message: 400 for each, and a bound on memory. */
  archiveNameCharacters: 4_000_000,
  /** Archives that are opened within one another, counted from within the attached one. */
  archiveDepth: 3,
  /** Bytes that archives within archives may inflate to, whatever their size: takes less than 50 ms, which is the most that a bomb may cost. */
  archiveInflatedBytes: 2 * 1024 * 1024,
  /** And so many for each byte that came in: packing what is packed saves next to nothing, so that real nested archives stay far below. */
  archiveInflatedRatio: 2,
  /** But never more than this for one message. */
  archiveInflatedBytesMost: 64 * 1024 * 1024,
  /** Bytes of one TNEF attribute that are kept to read a name in it; its properties are a few hundred bytes, and names come before contents. */
  tnefAttributeBytes: 256 * 1024,
} as const;
