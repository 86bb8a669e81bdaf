/** What a check can answer, why one did not run, and the trace that keeps it all. */
import * as z from 'zod';
import { protocolSchema, reasonIdSchema } from '../events.ts';
import { SECURITY_OPTIONS, STAGES, type SecurityOptionId } from '../security-options.ts';

/** Every verdict, with the words the windows show for it. `bounce` accepts, and returns a report to a sender that is not forged. */
export const VERDICTS = {
  pass: 'Passed',
  'grant-relay': 'May relay',
  tag: 'Marked',
  quarantine: 'Held',
  discard: 'Discarded',
  bounce: 'Accepted and returned',
  defer: 'Put off',
  reject: 'Refused',
  disconnect: 'Disconnected',
} as const satisfies Record<string, string>;
export type Verdict = keyof typeof VERDICTS;
export const verdictSchema = z.enum(Object.keys(VERDICTS) as [Verdict, ...Verdict[]]);

/** Why a check did not run. */
export const SKIPS = {
  'switched-off': 'it is switched off',
  'nothing-to-do': 'it has no entries',
  'client-trusted': 'the client is trusted',
  'client-authenticated': 'the client has logged in',
  'local-recipient': 'the recipient is local',
  'local-sender': 'the sender is local',
  'blank-sender': 'the sender is blank',
  'decided-before': 'an earlier check has decided',
  'not-relayed': 'the message is not relayed',
  'size-unlimited': 'the message size is unlimited, and attachment filters are set to be ignored then',
} as const satisfies Record<string, string>;
export type Skip = keyof typeof SKIPS;
export const skipSchema = z.enum(Object.keys(SKIPS) as [Skip, ...Skip[]]);

/** `pop3-login`: the password of a mailbox, said to POP3; no option, and nothing that SMTP Authentication has done. */
export type CheckId = SecurityOptionId | 'relay-control' | 'server-limits' | 'outbound-guard' | 'pop3-login';
export const checkIdSchema = z.enum(['relay-control', 'server-limits', 'outbound-guard', 'pop3-login', ...SECURITY_OPTIONS.map(({ id }) => id)]);
export const stageSchema = z.enum(STAGES);

/** False for what decides without being an option of the Security menu. */
export function isOption(check: CheckId): check is SecurityOptionId {
  return SECURITY_OPTIONS.some(({ id }) => id === check);
}

const stepBase = {
  check: checkIdSchema,
  stage: stageSchema,
  /** What was looked at, such as a recipient or a client address; escaped. */
  input: z.string(),
  /** The settings revision in force. */
  revision: z.number().int(),
};

/** One step of a trace: a check that ran, or did not. */
export const traceStepSchema = z.discriminatedUnion('outcome', [
  z.object({
    ...stepBase,
    outcome: z.literal('ran'),
    verdict: verdictSchema,
    reason: reasonIdSchema,
    /** The entry that matched: the text of a filter, a CIDR, a pattern; escaped. */
    entry: z.string().optional(),
    /** More about it, such as where in the message, or what the name server said; escaped. */
    detail: z.string().optional(),
    milliseconds: z.number(),
  }),
  z.object({ ...stepBase, outcome: z.literal('skipped'), skip: skipSchema }),
]);
export type TraceStep = z.infer<typeof traceStepSchema>;

/** What was decided about one message, or about a session that brought none, and every step on the way. */
export const decisionSchema = z.object({
  /** Grows by one with each decision of this data folder; never used twice. */
  id: z.number().int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  sessionId: z.string(),
  /** Only where there was a MAIL command. */
  traceId: z.string().optional(),
  protocol: protocolSchema,
  remoteAddress: z.string(),
  helo: z.string(),
  /** Account or SMTP login. */
  login: z.string().optional(),
  /** '' is the null reverse-path; missing where there was no MAIL command. */
  reversePath: z.string().optional(),
  /** Those that were accepted and those that were refused. */
  recipients: z.array(z.string()),
  /** Recipients beyond `FIXED_LIMITS.traceRecipients`. */
  recipientsLeftOut: z.number().int(),
  /** The check, stage and verdict that settled it. */
  check: checkIdSchema,
  stage: stageSchema,
  verdict: verdictSchema,
  reason: reasonIdSchema,
  /** Bytes of the message, where there was one. */
  bytes: z.number().int().optional(),
  /** Content: missing where `logging.traceContent` is off. */
  content: z
    .object({
      subject: z.string(),
      /** Addresses of the From header. */
      from: z.array(z.string()),
      /** Names of attachments. */
      attachments: z.array(z.string()),
    })
    .optional(),
  /** In order; of very many, the first, those that found something, and those about the message itself (main/log/make-decision.ts). */
  steps: z.array(traceStepSchema),
  stepsLeftOut: z.number().int(),
});
export type Decision = z.infer<typeof decisionSchema>;

/**
 * A decision as its maker hands it in, raw: the log adds id and time, escapes, masks, and cuts what is overlong. What is left
 * out already is said where there is something.
 */
export type NewDecision = Omit<Decision, 'id' | 'at' | 'recipientsLeftOut' | 'stepsLeftOut'> & Partial<Pick<Decision, 'recipientsLeftOut' | 'stepsLeftOut'>>;

/** What lists show of a decision: all but its steps. */
export const decisionSummarySchema = decisionSchema.omit({ steps: true });
export type DecisionSummary = z.infer<typeof decisionSummarySchema>;
