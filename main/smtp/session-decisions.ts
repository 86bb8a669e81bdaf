/**
 * What was decided in one SMTP session, for the log: gathers the steps of the trace while it runs, and tells one decision
 * for each transaction, and one for a session that had none.
 */
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import type { CheckId, Decision, NewDecision, TraceStep, Verdict } from '../../shared/decisions/verdicts.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { Stage } from '../../shared/security-options.ts';
import type { ScannedContent } from '../security/content/scanned-content.ts';
import type { Hit } from '../security/option.ts';
import type { SecurityServices } from '../security/services.ts';
import { SessionTrace } from '../security/session-trace.ts';
import type { Outcome } from '../security/stage-run.ts';

type SessionPart = Pick<Decision, 'sessionId' | 'protocol' | 'remoteAddress' | 'helo' | 'login'>;
type Settled = Pick<Decision, 'check' | 'stage' | 'verdict' | 'reason'>;

/** What is told of a transaction. */
interface TransactionPart {
  readonly traceId: string;
  readonly reversePath: string;
  readonly recipients: string[];
  /** Those beyond what is kept: a client can have any number refused. */
  recipientsLeftOut: number;
  settled: Settled;
}

export interface MessagePart {
  readonly bytes: number;
  readonly content: ScannedContent | undefined;
}

export class SessionDecisions {
  readonly #security: Pick<SecurityServices, 'tell' | 'rules'>;
  readonly #session: () => SessionPart;
  readonly #trace = new SessionTrace();
  #transaction: TransactionPart | undefined;
  #settled: Settled = NOTHING_WRONG;
  #hits: Hit[] = [];

  constructor(security: Pick<SecurityServices, 'tell' | 'rules'>, session: () => SessionPart) {
    this.#security = security;
    this.#session = session;
  }

  /** Takes a step of the trace. */
  readonly note = (step: TraceStep): void => this.#trace.add(step);

  /** HELO was said again. */
  forgetHelo(): void {
    this.#trace.forget('helo');
  }

  begin(traceId: string, reversePath: string): void {
    this.end();
    this.#trace.beginTransaction();
    this.#transaction = { traceId, reversePath, recipients: [], recipientsLeftOut: 0, settled: { ...NOTHING_WRONG, stage: 'mail' } };
  }

  recipient(forwardPath: string): void {
    const transaction = this.#transaction;
    if (transaction === undefined) return;
    if (transaction.recipients.length < FIXED_LIMITS.traceRecipients) transaction.recipients.push(forwardPath);
    else transaction.recipientsLeftOut += 1;
  }

  /** The outcome of a stage; the last one that was no pass settles the decision. */
  outcome(stage: Stage, { check, verdict, reason, hits }: Pick<Outcome, 'check' | 'verdict' | 'reason' | 'hits'>): void {
    this.#hits.push(...hits);
    if (verdict !== 'pass') this.#settle({ check, stage, verdict, reason });
  }

  /** Something other than a check has decided: a limit of the server, the password of a login, the disk. */
  decided(stage: Stage, check: CheckId, reason: ReasonId, input: string, verdict = verdictOf(reason)): void {
    this.#addStep({ check, stage, verdict, reason }, input);
    this.#settle({ check, stage, verdict, reason });
  }

  /**
   * The client was told no to something that takes nothing from what else it sends: this settles only what nothing else has
   * settled, and of a transaction only its data: a login or another MAIL within it is no part of it.
   * @returns whether nothing else was said against it before
   */
  remarked(stage: Stage, check: CheckId, reason: ReasonId, input: string): boolean {
    const { reason: settled } = this.#transaction?.settled ?? this.#settled;
    const isNews = settled === NOTHING_WRONG.reason;
    if (isNews && (this.#transaction === undefined || stage === 'data')) this.decided(stage, check, reason, input);
    else this.#addStep({ check, stage, verdict: verdictOf(reason), reason }, input);
    return isNews;
  }

  #addStep(step: Settled, input: string): void {
    const { revision } = this.#security.rules();
    this.#trace.add({ outcome: 'ran', ...step, input, milliseconds: 0, revision });
  }

  #settle(settled: Settled): void {
    if (this.#transaction === undefined) this.#settled = settled;
    else this.#transaction.settled = settled;
  }

  /** A MAIL command that begins no transaction: whoever asks for its sender finds why. @param reversePath what there is of it; raw */
  refusedAtOnce(traceId: string, reversePath: string, reason: ReasonId, input: string): void {
    this.begin(traceId, reversePath);
    this.decided('mail', 'server-limits', reason, input);
    this.end();
  }

  /** True if this reason has settled the transaction at hand. */
  settledWith(reason: ReasonId): boolean {
    return this.#transaction?.settled.reason === reason;
  }

  /** The message was read to its end: what became of it, unless that is settled already. Tells the decision. */
  message({ bytes, content }: MessagePart, settled?: Settled): void {
    if (this.#transaction !== undefined && settled !== undefined) this.#transaction.settled = settled;
    this.end({ bytes, ...(content === undefined ? {} : { content: summaryOf(content) }) });
  }

  /** The transaction is over; one that was not told yet is told now. */
  end(message: Partial<Pick<Decision, 'bytes' | 'content'>> = {}): void {
    const transaction = this.#transaction;
    if (transaction === undefined) return;
    this.#transaction = undefined;
    const { traceId, reversePath, recipients, recipientsLeftOut, settled } = transaction;
    this.#tell({ ...settled, traceId, reversePath, recipients, recipientsLeftOut, ...message });
  }

  /** The session is over. */
  close(): void {
    this.end();
    if (this.#trace.untold) this.#tell({ ...this.#settled, recipients: [] });
  }

  #tell(part: Omit<NewDecision, 'steps' | 'stepsLeftOut' | keyof SessionPart>): void {
    const hits = this.#hits;
    this.#hits = [];
    this.#security.tell({ ...this.#session(), ...part, ...this.#trace.tell() }, hits);
  }
}

const NOTHING_WRONG: Settled = { check: 'server-limits', stage: 'connect', verdict: 'pass', reason: 'nothing-wrong' };

function summaryOf({ subject, from, attachments }: ScannedContent): NonNullable<Decision['content']> {
  return { subject, from: [...from], attachments: attachments.flatMap(({ names }) => names.slice(0, 1)) };
}

/** What a reason amounts to, by its reply code (RFC 5321 section 4.2.1). */
export function verdictOf(reason: ReasonId): Verdict {
  const { code } = REASONS[reason];
  if (code < 400) return 'pass';
  return code < 500 ? 'defer' : 'reject';
}
