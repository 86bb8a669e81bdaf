/**
 * Every limit of the server: its name, its default, its bounds, and why it is what it is.
 *
 * The `SETTABLE_LIMITS` are offered to the administrator as `server.limits.<name>` (the settings schema is made from them). The
 * `FIXED_LIMITS` are facts of the implementation that nobody should have to think about: no number hides in the code.
 */
import { CONSOLE_LIMITS } from './console-limits.ts';
import { DELIVERY_LIMITS } from './delivery-limits.ts';
import { LOOKUP_LIMITS } from './lookup-limits.ts';
import { MIME_LIMITS } from './mime-limits.ts';

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
  quarantineDays: {
    label: 'Days that held messages are kept',
    unit: 'days',
    default: 30,
    min: 1,
    max: 365,
    reason:
      'A held message that nobody has released by then is discarded for good. Whoever misses a mail asks within a month. What the outbound guard holds stays until it is released or removed.',
  },
} as const satisfies Record<string, Limit>;

export type SettableLimit = keyof typeof SETTABLE_LIMITS;

/** The limits in force: every settable limit by name. */
export type Limits = Readonly<Record<SettableLimit, number>>;

export const FIXED_LIMITS = {
  ...MIME_LIMITS,
  ...DELIVERY_LIMITS,
  ...LOOKUP_LIMITS,
  ...CONSOLE_LIMITS,
  /** Longest SMTP command line in bytes. RFC 5321 4.5.3.1.4 asks for 512, RFC 4954 section 4 for 12,288 with AUTH. */
  smtpCommandLineBytes: 12_288,
  /** Commands of one client that run before other sessions get their turn: whole transactions that were sent at once, and no more than a moment. */
  smtpCommandsPerTurn: 100,
  /** Milliseconds from the connection to the greeting: a program that speaks before it is greeted does not speak SMTP (RFC 5321 section 3.1), and is found out by then. */
  smtpGreetingDelayMilliseconds: 100,
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
  /** A larger message is written to the spool file in pieces of this size; a session holds two of them in memory. Twice as much saves no processor time (measured with 50 messages of 25 MB at once). */
  extentBytes: 128 * 1024,
  /** Header section of one message in bytes: far above real mail, far below a memory attack. */
  headerSectionBytes: 1024 * 1024,
  /** Seconds that a stop waits for open transactions (running.md). */
  stopSeconds: 10,
  /** Seconds that open transactions get when the system goes down: Windows and systemd (InhibitDelayMaxSec) end a program after 5. */
  systemEndSeconds: 4,
  /** Seconds that a stop waits on top for messages that have arrived whole and are being made durable. */
  commitGraceSeconds: 5,
  /** Seconds until a change that may have locked the administrator out goes back by itself: time to see that all is well, short enough to wait for. */
  settingsTrialSeconds: 60,
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
  /** Hours that the counters are kept by hour: a week and a day, for "as last week at this time". */
  statisticsHours: 8 * 24,
  /** Milliseconds between two looks at the open sessions, while somebody watches them: a conversation is followed, and nothing is held up. */
  sessionsIntervalMs: 1000,
  /** Sessions in one answer of the admin API: a list that nobody reads to its end. */
  shownSessions: 1000,
  /** Characters of a client's last command that are shown. */
  shownCommandCharacters: 200,
  /** Newest decisions that "who is being refused, and why?" looks at: a few days of a busy server, in half a second. */
  refusalDecisions: 200_000,
  /** Clients, and reasons, that its answer names. */
  shownRefusals: 10,
  /** Seconds that our own listeners may take for one answer to the open-relay test: a check may ask a name server. */
  relayTestSeconds: 20,
  /** Milliseconds after a change of the settings before relaying is tested: several changes are one, and listeners are open again. */
  relayTestDelayMs: 1500,
  /** Loopback addresses that are tried before the open-relay test says that all of them are on a list. */
  relayTestAddresses: 50,
  /** Seconds that our own listener may take with a test message. */
  testMessageSeconds: 30,
  /** Days before its end that a certificate is worth a warning: time enough to renew it by hand. */
  certificateWarningDays: 21,
  /** Depth of alias to alias expansion before it counts as a loop. */
  aliasDepth: 10,
  /** Bytes of a post up to which each member gets a copy with an address of his own for leaving: a picture for 500 members must not fill the disk. */
  listCopyBytes: 256 * 1024,
  /** Days on which mail for a member of a list has to come back for good before the member gets nothing any more: one bad day of its host is no reason. */
  listBounceDays: 4,
  /** Days without a bounce after which those before count no longer. */
  listBounceMemoryDays: 21,
  /** Bytes of a report that are searched for what became of the message. */
  listReportBytes: 64 * 1024,
  /** Times that a message may have passed through this server before it counts as looping: a list and a forward or two are no loop. */
  ownPasses: 4,
  /** Days for which reports about a forwarded message are led back to its sender: longer than any host keeps trying. */
  srsDays: 21,
  /** Addresses that one recipient may expand to through aliases. */
  aliasTargets: 1000,
  /** Characters of a subject that are kept with a decision: what a list shows. */
  traceSubjectCharacters: 200,
  /** Attachments and archive entries of one message that are looked at one by one: 100,000 entries in an archive are an attack, and the first tell enough. */
  contentAttachments: 20_000,
  /** Seconds for which the addresses of this computer are remembered: a cable that is plugged in counts within a minute. */
  ownAddressesSeconds: 60,
  /** Minutes that the first ban for guessing recipients lasts; each further one of the same address four times as long. */
  harvestBanMinutes: 60,
  /** Seconds that one check may take before the client is put off: the longest of them, a callout, has 10 for itself. */
  checkSeconds: 20,
  /** Recipients refused in one session before it is closed, "too many recipients" aside. A list of which half is stale has fewer in its hundred; who goes on is guessing or broken. */
  refusedRecipients: 1000,
  /** Steps of a trace that are kept for a session, and for a message before its data: 1,000 recipients have 6 each. */
  sessionSteps: 8000,
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
  /** Client addresses that hold SMTP-after-POP grants at one time; the one that logged in longest ago makes room. More than log in within an hour. */
  popGrantAddresses: 20_000,
  /** Accounts that hold a grant for one address: an office behind one address has fewer; the oldest makes room. */
  popGrantAccounts: 1000,
  /** Client addresses, and login names, whose failed logins are counted at one time; the one that failed longest ago makes room. */
  guardedKeys: 20_000,
  /** Different failures that one guard keeps in all: some 20 MB at the very most. */
  guardedFailures: 50_000,
  /** Characters of a name or recipient that a guard keeps as evidence: longer than real ones, shorter than what fills memory. */
  guardEvidenceCharacters: 100,
  /** Names or recipients that the note of a ban lists: enough to see what was going on. */
  guardEvidenceNames: 8,
  /** Days for which an address that has logged in to an account stays known to it: who comes once a week is no stranger. */
  knownAddressDays: 7,
  /** Pairs of account and client address that are remembered as known; the one unused for longest makes room. */
  knownAddresses: 100_000,
  /** Minutes over which the unknown recipients of one address count together: short, since a big provider brings a few in any hour. */
  harvestWindowMinutes: 10,
  /** Milliseconds that a client which guesses recipients waits for each answer: makes guessing slow, and costs a mailing list little. */
  harvestDelayMs: 5000,
  /** Hours between two looks for held messages whose time is over, besides at the start and when the setting changes. */
  quarantinePruneHours: 1,
  /** Recipients of a held message that a list names; asking for the one message names all. */
  heldRecipientsListed: 100,
  /** Bytes from the start of a held message that are shown: its headers and a look at its text. */
  quarantinePreviewBytes: 64 * 1024,
  /** Bytes of a line of uuencode, which are 61, or of its `begin` with a file name. */
  uuencodeLineBytes: 1000,
  /** Characters of an HTML attribute that are kept, of a URL first of all; the rest of a `data:` URL is of no use. */
  htmlAttributeCharacters: 8192,
  /** Elements of HTML that are open inside one another and known; browsers show 512. */
  htmlOpenElements: 4096,
  /** Characters of a character reference in HTML, leading zeros and all, that are waited for when its end is yet to come. */
  htmlEntityCharacters: 1024,
  /** Milliseconds that long work on the main thread takes before the event loop goes round: no session waits noticeably for a list that is being saved. */
  turnMilliseconds: 8,
  /** Bytes of a settings file up to which it is written at once; a longer one is written by a thread of its own. */
  settingsFileBytes: 128 * 1024,
  /** Bytes of a settings revision above which it is kept compressed. */
  revisionBytes: 64 * 1024,
  /** Entries of a long list that a change of settings shows as removed or added; the rest is counted. */
  shownListChanges: 20,
  /** Things wrong with the entries of one list that are told; then the looking ends, since a million of them help nobody. */
  listProblems: 20,
  /** Decisions that may wait for the log thread before the log, not the sessions, loses some (counted and said): two and a half seconds of the busiest server. */
  decisionBacklog: 5000,
  /** Characters of those: decisions on messages to a thousand recipients are long, and must not fill the memory while a disk hangs. */
  decisionBacklogCharacters: 32 * 1024 * 1024,
  /** Recipients kept with a decision; of more, the number alone. As many as a message has by default. */
  traceRecipients: 1000,
  /** Steps kept with a decision, from its beginning, and as many again of those that found something, and of those about the message. 200 are 15 recipients with every check: beyond that the steps repeat. */
  traceSteps: 200,
  /** Longest text of one step of a decision, and of any other text kept with it, in characters. An address fits. */
  traceTextCharacters: 500,
  /** Names of attachments and From addresses kept with a decision: what a person reads. */
  traceNames: 50,
  /** Sessions that a question about the last ones may look back over, each with a decision: they are read within half a second. */
  traceSessions: 100_000,
  /** Entries of lists whose hits are counted; past that the one that was hit longest ago is forgotten. Each costs some 200 bytes of memory. */
  hitEntries: 100_000,
  /** Seconds between two notes of the hits in the database: what a power cut may cost of them. */
  hitFlushSeconds: 5,
  /** Newest kept messages that a question "what would this entry have hit?" looks through. */
  whatIfMessages: 10_000,
  /** Milliseconds that such a question may take: whoever asks has just typed something, and waits. */
  whatIfMilliseconds: 900,
  /** Newest kept messages that each of its threads looks through however long it takes: on a machine that is busy with other things an answer about none would be worth nothing. */
  whatIfAtLeast: 100,
  /** Milliseconds of those that are left for asking the log what was decided about the examples. */
  whatIfDecisionsMilliseconds: 100,
  /** Bytes of a kept message that are looked through for such a question: a few huge ones must not use up the time of all others. */
  whatIfMessageBytes: 512 * 1024,
  /** Characters of such messages that each thread remembers while somebody asks, a byte each for most: messages past that are looked through anew for each question. */
  whatIfDigestCharacters: 48 * 1024 * 1024,
  /** Messages, or decisions, that an answer shows as examples: a window lists them without scrolling far. */
  whatIfExamples: 20,
  /** Decisions with a fitting text that are looked at one by one for such a question. */
  whatIfDecisions: 1000,
  /** Unwanted messages that a longer text for a filter is looked for in. */
  proposalMessages: 20,
  /** Places in one of them where the text stands that are looked at. */
  proposalPlaces: 20,
  /** Words that a text may become longer by, on each side. */
  proposalWords: 6,
  /** Longer texts that are tried in one go: one automaton has room for them, and more would not be better. */
  proposalTexts: 600,
  /** Longest text that is proposed, in characters: what a person still reads. */
  proposalCharacters: 120,
  /** Texts that are proposed at last. */
  proposalsShown: 3,
  /** Seconds after the last question that its threads are kept: typing goes on, and a thread takes a while to start. */
  whatIfIdleSeconds: 60,
  /** Bytes of a message that can be checked by "what would you do?": in base64 it fits into one call of the admin API. */
  checkMessageBytes: 20 * 1024 * 1024,
  /** Days without a hit after which an entry of a list is pointed out: it may have outlived its purpose. */
  neverHitDays: 30,
  /** Seconds that the thread which looks through messages may be silent while it has work; a piece takes milliseconds, and the longest list of filters a few seconds. */
  scanSilenceSeconds: 60,
  /** Characters of a file name that count, from its end, where the type is. File systems allow 255. */
  fileNameCharacters: 1024,
  /** What looking into the archives of one message may cost, in steps of some ten nanoseconds (`main/security/attachments/archive-budget.ts`): 29 ms, or 1,150 packed files and a few archives behind them. */
  archiveSteps: 2_920_000,
  /** And for the names of further files, each type of which is looked at once: 100,000 files with names of 30 characters, or 80,000 as usual programs pack them. What has more is refused, so that no number of files hides a program among them. */
  archiveStepsBeyond: 2_760_000,
  /** What holding the names of one message against the list of attachment filters may cost, in characters looked at: some 100 ms, for the worst list of an administrator and the worst message. */
  attachmentMatchSteps: 10_000_000,
  /** Bytes of one name in a winmail.dat that are kept, in UTF-16 up to twice the characters of one. */
  tnefNameBytes: 64 * 1024,
  /** Archives within others that are too big to be looked into and pass, which the trace says; with more, a message is made to keep us from looking. */
  archivesLeftClosed: 1000,
  /** Archives that are opened within one another, counted from within the attached one. */
  archiveDepth: 3,
  /** Bans that the server makes by itself and remembers; the oldest makes room. An attack from more addresses fills no memory. */
  automaticBans: 100_000,
  /** Days that the longest automatic ban lasts. */
  longestBanDays: 30,
  /** Days without a ban after which an address begins anew. */
  banMemoryDays: 30,
  /** Characters of the note of an automatic ban. */
  banNoteCharacters: 1000,
  /** Days that the address of a login is remembered, to warn whoever would ban it. */
  recentLoginDays: 7,
  /** Addresses of logins that are remembered: more users than one server has. */
  recentClients: 100_000,
  /** Seconds that addresses of logins gather before they are written. */
  recentLoginsFlushSeconds: 10,
  /** Entries of an address list in one call of the admin API. */
  addressPage: 1000,
  /** Characters of a list of addresses that is imported in one go: a million lines. */
  addressImportCharacters: 30_000_000,
  /** Bytes of a held message that are read for a preview: its attachments are listed, too. */
  previewBytes: 64 * 1024 * 1024,
  /** Characters of text, and of HTML, that a preview shows: more than a person reads. */
  previewCharacters: 200_000,
  /** Text parts of a message that a preview shows; the others are listed as attachments. */
  previewTexts: 10,
  /** Header fields, and attachments, that a preview lists. */
  previewItems: 200,
  /** Changes of lists that can be taken back: whoever has gone on for longer than that restores settings from their history. */
  listUndos: 50,
  /** Entries that these changes may hold in all; the oldest change makes room. */
  listUndoEntries: 2_000_000,
  /** Entries that one call names by their keys, some 2 MB; who means more says "all that fit". */
  selectedEntries: 20_000,
  /** Entries that one call writes as text: some 100 KB. */
  exportedEntries: 2000,
  /** Findings about the settings, or one address list, that are shown; the rest is counted. */
  shownLints: 1000,
  /** Seconds that a look-up of the smart host may take before an address is banned without knowing that host's. */
  smartHostLookupSeconds: 3,
} as const;
