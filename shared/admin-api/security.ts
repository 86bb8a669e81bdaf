/**
 * Admin API, area `security`: what would the server do with this message, what would this entry have hit, and what is odd
 * about the lists and switches. Nothing here changes anything. All texts that came from the network are escaped.
 */
import * as z from 'zod';
import { decisionSchema, verdictSchema } from '../decisions/verdicts.ts';
import { protocolSchema, reasonIdSchema } from '../events.ts';
import { FIXED_LIMITS } from '../limits.ts';
import { parseIp } from '../net/ip-address.ts';
import { FINDINGS, type FindingId } from '../security-findings.ts';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../security-options.ts';
import { addressEntrySchema } from '../settings/security/address-entry.ts';
import { attachmentEntrySchema } from '../settings/security/attachment-filters.ts';
import { filterEntrySchema } from '../settings/security/filters.ts';
import { FORESEEABLE_SWITCHES } from '../settings/switch-reasons.ts';
import { factsSchema, procedure } from './errors.ts';

// ------------------------------------------------------------------------------------------------ check

/** A path of an envelope as people write it, with or without angle brackets. */
const pathSchema = z.string().trim().max(1000);

/** An entry that stands in no list yet, tried as if it had been added at the end. */
export const triedEntrySchema = z.discriminatedUnion('list', [
  z.object({ list: z.literal('filters'), entry: filterEntrySchema }),
  z.object({ list: z.literal('attachment-filters'), entry: attachmentEntrySchema }),
  z.object({ list: z.literal('banned-addresses'), entry: addressEntrySchema }),
  z.object({ list: z.literal('trusted-addresses'), entry: addressEntrySchema }),
]);
export type TriedEntry = z.infer<typeof triedEntrySchema>;
/** Entries that one check may try. */
const TRIED_ENTRIES = 100;

export const checkRequestSchema = z.object({
  protocol: protocolSchema.extract(['smtp', 'submission', 'submissions']).default('smtp'),
  /** The client. */
  remoteAddress: z
    .string()
    .trim()
    .refine((text) => parseIp(text) !== undefined, 'must be an IP address, such as 192.0.2.1'),
  /** Missing: the client gives its address as its name, as RFC 5321 section 4.1.3 lets it. */
  helo: z.string().trim().min(1).max(255).optional(),
  /** TLS is on; on `submissions` it always is. */
  secure: z.boolean().default(false),
  /** The client declares SMTPUTF8 (RFC 6531); without it an envelope beyond ASCII is refused. */
  smtpUtf8: z.boolean().default(false),
  /** The account or SMTP login that the client has logged in as. */
  authName: z.string().trim().min(1).max(320).optional(),
  /** '' or '<>' is the null reverse-path. */
  from: pathSchema,
  to: z.array(pathSchema.min(1)).min(1, 'name at least one recipient').max(1000),
  /** Missing: only the envelope is checked. Lone line ends are made CR LF, as a mail program would. */
  message: z
    .object({
      /** The message; bytes that are no UTF-8 as `latin1` (a character for each byte) or `base64`. */
      text: z.string().max(Math.ceil(FIXED_LIMITS.checkMessageBytes / 3) * 4, 'is too big to be checked'),
      encoding: z.enum(['utf8', 'latin1', 'base64']).default('utf8'),
    })
    .optional(),
  /** A partial settings document to decide by, merged into the running settings; missing: the running settings. */
  settings: z.json().optional(),
  /** Beside `settings`: a list there stands for a whole list, which may be long; these are added to it. */
  entries: z.array(triedEntrySchema).max(TRIED_ENTRIES).optional(),
});
export type CheckRequest = z.infer<typeof checkRequestSchema>;

export const replySchema = z.object({ code: z.number().int(), enhanced: z.string(), text: z.string() });
export type Reply = z.infer<typeof replySchema>;

export const checkAnswerSchema = z.object({
  /** Whether the recipients were accepted; with a message, whether it was accepted for them. */
  accepted: z.enum(['all', 'some', 'none']),
  /** What the server does with it. */
  verdict: verdictSchema,
  reason: reasonIdSchema,
  /** The reason in a sentence for the administrator. */
  explanation: z.string(),
  /** The last reply that the client would get; null where it is disconnected without a word. */
  reply: replySchema.nullable(),
  /** In the order asked; none where the session did not get that far. */
  recipients: z.array(z.object({ recipient: z.string(), accepted: z.boolean(), reason: reasonIdSchema.optional(), reply: replySchema })),
  /** As the log would have it. Its id is 0: nothing is kept. */
  decision: decisionSchema,
  /** It was decided by proposed settings. */
  proposed: z.boolean(),
});
export type CheckAnswer = z.infer<typeof checkAnswerSchema>;

// ------------------------------------------------------------------------------------------------ what if

const messagesSchema = z.int().min(1).max(FIXED_LIMITS.whatIfMessages).default(FIXED_LIMITS.whatIfMessages);
const sessionsSchema = z.int().min(1).max(FIXED_LIMITS.traceSessions).default(10_000);

/** What is asked about: one entry of a list, as it would be saved. */
export const whatIfQuestionSchema = z.discriminatedUnion('list', [
  z.object({ list: z.literal('filters'), entry: filterEntrySchema.pick({ text: true, scope: true }), messages: messagesSchema }),
  z.object({ list: z.literal('attachment-filters'), entry: attachmentEntrySchema.pick({ pattern: true }), messages: messagesSchema }),
  z.object({
    list: z.enum(['banned-addresses', 'trusted-addresses']),
    entry: addressEntrySchema.pick({ address: true }),
    sessions: sessionsSchema,
  }),
]);
export type WhatIfQuestion = z.infer<typeof whatIfQuestionSchema>;

/** Where in a message an entry was found. */
export const HIT_PLACES = {
  headers: 'a header field',
  subject: 'the subject',
  from: 'the From field',
  body: 'the text',
  urls: 'a link',
  'attachment-name': 'the name of an attachment',
  'attachment-content': 'the content of an attachment',
} as const satisfies Record<string, string>;
export type HitPlace = keyof typeof HIT_PLACES;
const hitPlaceSchema = z.enum(Object.keys(HIT_PLACES) as [HitPlace, ...HitPlace[]]);

export const messageHitSchema = z.object({
  traceId: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** '' is the null reverse-path. */
  reversePath: z.string(),
  /** The first of them. */
  recipients: z.array(z.string()),
  recipientCount: z.number().int(),
  subject: z.string(),
  /** Where it was found, as far as that is known. */
  places: z.array(hitPlaceSchema),
  /** What was found there, such as the name of the file; '' where `places` say enough. */
  found: z.string(),
  /** What was decided then. */
  verdict: verdictSchema,
  /** The reason, where the decision is still kept. */
  reason: reasonIdSchema.optional(),
});
export type MessageHit = z.infer<typeof messageHitSchema>;

export const messagesAnswerSchema = z.object({
  about: z.literal('messages'),
  /** Of the newest messages that were asked for: how many there are, and how many were examined in the time there is. */
  kept: z.number().int(),
  examined: z.number().int(),
  /** All that are kept were examined. */
  complete: z.boolean(),
  /** Huge messages among those examined, of which only the beginning was looked through. */
  cut: z.number().int(),
  /** Kept messages that it would have hit; `held` of them were held, the others delivered. */
  hits: z.number().int(),
  held: z.number().int(),
  /** The newest of them. */
  examples: z.array(messageHitSchema),
  /**
   * Messages that were refused or thrown away, and so are not kept, as far as the log's decisions can tell: they know subject,
   * From addresses and attachment names only. Null where the entry is about something else, or the log did not answer in time.
   */
  notKept: z
    .object({
      /** What was looked at. */
      fields: z.array(z.enum(['subject', 'from', 'attachment names'])),
      /** All decisions that are kept were looked at. */
      complete: z.boolean(),
      hits: z.number().int(),
      /** Of those: refused, put off or returned anyway, and thrown away. */
      refused: z.number().int(),
      discarded: z.number().int(),
      /** The newest of them. */
      examples: z.array(messageHitSchema),
    })
    .nullable(),
  /** How long it took. */
  milliseconds: z.number(),
});
export type MessagesAnswer = z.infer<typeof messagesAnswerSchema>;

export const sessionsAnswerSchema = z.object({
  about: z.literal('sessions'),
  /** The newest sessions that were looked at, and since when they are; null without one. */
  sessions: z.number().int(),
  since: z.number().nullable(),
  /** Sessions of addresses that the entry covers, and how many addresses these are. */
  hits: z.number().int(),
  addresses: z.number().int(),
  /** The addresses with most sessions. */
  frequent: z.array(z.object({ remoteAddress: z.string(), sessions: z.number().int() })),
  /** The newest decisions about them: who sent what to whom, and what was decided. */
  examples: z.array(
    decisionSchema.pick({
      at: true,
      remoteAddress: true,
      helo: true,
      login: true,
      reversePath: true,
      recipients: true,
      traceId: true,
      sessionId: true,
      verdict: true,
      reason: true,
    }),
  ),
  milliseconds: z.number(),
});
export type SessionsAnswer = z.infer<typeof sessionsAnswerSchema>;

export const whatIfAnswerSchema = z.discriminatedUnion('about', [messagesAnswerSchema, sessionsAnswerSchema]);
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;

/** A longer text for a filter that hits good mail. */
export const proposalQuestionSchema = filterEntrySchema.pick({ text: true, scope: true }).extend({
  /** Traces of messages that are unwanted; those that are held count as unwanted anyway, all others that were delivered as good. */
  unwanted: z.array(z.string().max(64)).max(FIXED_LIMITS.proposalMessages).default([]),
  messages: messagesSchema,
});
export type ProposalQuestion = z.infer<typeof proposalQuestionSchema>;

export const proposalsSchema = z.object({
  /** Texts that hit unwanted messages and no good one of those examined; the one that hits most first, of equals the shortest. In normal form, escaped. */
  proposals: z.array(z.object({ text: z.string(), /** Unwanted messages that it hits. */ unwanted: z.number().int() })),
  /** Unwanted messages that the text hits. */
  unwanted: z.number().int(),
  /** Good messages that it hits, among those examined. */
  good: z.number().int(),
  kept: z.number().int(),
  examined: z.number().int(),
  /** All that are kept were examined. */
  complete: z.boolean(),
  milliseconds: z.number(),
});
export type Proposals = z.infer<typeof proposalsSchema>;

// ------------------------------------------------------------------------------------------------ switches

/** Switches whose effect no reason of a decision tells of: it is found out by looking. */
export const EXAMINED_SWITCHES = [
  'security.smtp-authentication.usePop3Credentials',
  'security.attachment-filters.byContent',
  'security.attachment-filters.ignoreWhenUnlimited',
] as const;
export type ExaminedSwitch = (typeof EXAMINED_SWITCHES)[number];

export const switchEffectSchema = z.object({
  /** Decisions of the last 7 days: sent to other domains with the password of a mailbox; caught by their content; caught by the list that would be ignored. */
  decisions: z.number().int(),
  /** There are more than were counted. */
  more: z.boolean(),
  /**
   * Kept messages that came in because the switch is as it is, of those that were examined: with programs under other names; with
   * what is on the list. Null where it keeps nothing out, and so lets nothing in.
   */
  kept: z.object({ hits: z.number().int(), examined: z.number().int(), kept: z.number().int(), complete: z.boolean() }).nullable(),
});
export type SwitchEffect = z.infer<typeof switchEffectSchema>;

/** What recent traffic says about a switch that stands the other way. */
export const ifSwitchedSchema = z.object({
  /** What was looked at: messages that were taken in the last 7 days, played again with the switch the other way; or those that are kept, of whatever age. */
  looked: z.enum(['taken', 'kept']),
  /** How many, the newest first, and whether these are all there are. */
  examined: z.number().int(),
  complete: z.boolean(),
  /** Of messages that are kept: how many there are. */
  kept: z.number().int().optional(),
  /** Of those: what the switch, standing the other way, would have caught. */
  hits: z.number().int(),
});
export type IfSwitched = z.infer<typeof ifSwitchedSchema>;

// ------------------------------------------------------------------------------------------------ lint

export const securityOptionIdSchema = z.enum(SECURITY_OPTIONS.map(({ id }) => id) as [SecurityOptionId, ...SecurityOptionId[]]);

export const findingSchema = z.object({
  option: securityOptionIdSchema,
  finding: z.enum(Object.keys(FINDINGS) as [FindingId, ...FindingId[]]),
  /** The place in the list, and what is listed there. */
  index: z.number().int().optional(),
  entry: z.string().optional(),
  /** The other entry, or setting, that makes it odd. */
  other: z.string().optional(),
  /** All of it in words for the administrator. */
  message: z.string(),
});
export type SecurityFinding = z.infer<typeof findingSchema>;

export const optionStateSchema = z.object({
  option: securityOptionIdSchema,
  /** It does anything: it is enabled, one of its switches is on, or its list has entries. */
  on: z.boolean(),
  /** Entries of its list; 0 for an option without one. Bans that the server made by itself are not counted. */
  entries: z.number().int(),
});
export type OptionState = z.infer<typeof optionStateSchema>;

// ------------------------------------------------------------------------------------------------ figures

/** What a check may have to ask of others, with the words for it. */
export const LOOKUPS = {
  mx: 'Mail hosts of a domain (MX)',
  addresses: 'Addresses of a name (A, AAAA)',
  ptr: 'Names of an address (PTR)',
  txt: 'Texts of a name (TXT), for SPF and DKIM',
  tlsa: 'Keys of a mail host (TLSA), for DANE',
  srv: 'Servers of a service (SRV)',
  callout: 'Sender callouts',
} as const satisfies Record<string, string>;
export type LookupKind = keyof typeof LOOKUPS;

export const lookupFiguresSchema = z.object({
  kind: z.enum(Object.keys(LOOKUPS) as [LookupKind, ...LookupKind[]]),
  /** Since the start. A message that needs one asks once. */
  lookups: z.number().int(),
  /** Of those, answered from memory; the hit rate is `hits / lookups`. */
  hits: z.number().int(),
  /** Of those, without a usable answer. */
  troubles: z.number().int(),
  /** What one has cost the message that waited for it: the median of the latest, those answered from memory included. Null before the first. */
  medianMilliseconds: z.number().nullable(),
  lastMilliseconds: z.number().nullable(),
});
export type LookupFigures = z.infer<typeof lookupFiguresSchema>;

/** The options whose list entries are counted. */
export const COUNTED_LISTS = ['filters', 'attachment-filters', 'banned-addresses', 'trusted-addresses'] as const satisfies readonly SecurityOptionId[];

export const entryHitsSchema = z.object({
  /** The first field of the entry: text, pattern or address. */
  entry: z.string(),
  hits: z.number().int(),
  /** Milliseconds since 1970. */
  lastHitAt: z.number(),
});

export const securityContract = {
  /** The eight options in the order of the menu. */
  states: procedure.output(z.array(optionStateSchema)),
  /** What the server would do with this client and message. Nothing is kept, counted or sent. NOT_FOUND for an unknown login, INVALID for bad proposed settings. */
  check: procedure.input(checkRequestSchema).output(checkAnswerSchema),
  /**
   * How many of the newest messages, or sessions, would this entry have hit, and which? Answers within a second, and says how much
   * was looked at. A newer question about the same list takes the place of an older one, which then fails with CONFLICT.
   */
  whatIf: procedure.input(whatIfQuestionSchema).output(whatIfAnswerSchema),
  /**
   * Longer texts around one that also hits good mail, taken from the unwanted messages that it is found in, which hit no good mail.
   * Answers within a second; a newer question takes the place of an older one, which then fails with CONFLICT.
   */
  propose: procedure.input(proposalQuestionSchema).output(proposalsSchema),
  /** What a switch did in the last 7 days, and what has come in because it is as it is, where no tally of reasons says so. */
  switchEffect: procedure.input(z.object({ setting: z.enum(EXAMINED_SWITCHES) })).output(switchEffectSchema),
  /** What a switch would have caught of recent traffic if it stood the other way. Null where there is nothing that it could catch, as with an empty list. */
  ifSwitched: procedure.input(z.object({ setting: z.enum(FORESEEABLE_SWITCHES) })).output(ifSwitchedSchema.nullable()),
  /** The figures that a question (NEEDS_CONFIRMATION) was asked without, by the name in its facts; answers once they are there. Null where they could not be found out. */
  figures: procedure.input(z.object({ pending: z.string().max(64) })).output(factsSchema.nullable()),
  /** What is odd about an option, or about all of them: the first of it, and how much there is. */
  lint: procedure
    .input(z.object({ option: securityOptionIdSchema.optional() }))
    .output(z.object({ total: z.number().int(), findings: z.array(findingSchema) })),
  /** What each kind of look-up costs, and how often memory had the answer. */
  lookups: procedure.output(z.array(lookupFiguresSchema)),
  /** How often the entries in a list have matched, and when last; those that never have are not named. */
  hits: procedure.input(z.object({ list: z.enum(COUNTED_LISTS) })).output(z.array(entryHitsSchema)),
};
