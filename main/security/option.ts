/**
 * The interface of a security option. A check is a pure function of what is known of the session, the settings and the
 * look-ups it is handed: the same code decides for real traffic, for `gatepost check` and for "what would this entry have
 * hit". It finds; the pipeline (pipeline.ts) acts, keeps the time budget and writes the trace.
 */
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { Skip, Verdict } from '../../shared/decisions/verdicts.ts';
import type { Protocol } from '../../shared/events.ts';
import type { MailAddress } from '../../shared/mail/address.ts';
import type { SecurityOptionId, Stage } from '../../shared/security-options.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { AccountIdentity, Login, Resolution } from '../accounts/accounts.ts';
import type { ScannedContent } from './content/scanned-content.ts';
import type { Lookups } from './lookups.ts';

/** What is known when a client connects. */
export interface ConnectFacts {
  readonly protocol: Protocol;
  /** As `clientAddress` writes it. */
  readonly remoteAddress: string;
}

export interface HeloFacts extends ConnectFacts {
  /** What the client calls itself; hostile text. */
  readonly helo: string;
  /** TLS is on. */
  readonly secure: boolean;
  /** Whoever has logged in. */
  readonly login: Login | undefined;
}

export interface AuthFacts extends HeloFacts {
  /** The name the client wants to log in with; hostile text. '' when it only asks whether it may. */
  readonly name: string;
}

export interface MailFacts extends HeloFacts {
  /** As given, without angle brackets; '' is the null reverse-path. */
  readonly reversePath: string;
  /** The same taken apart; undefined for the null reverse-path. */
  readonly sender: MailAddress | undefined;
}

export interface RcptFacts extends MailFacts {
  /** As given, without angle brackets. */
  readonly forwardPath: string;
  /** Undefined for a `postmaster` without domain. */
  readonly recipient: MailAddress | undefined;
  /** The path began with a source route (`@a:b@c`): never relayed. */
  readonly sourceRouted: boolean;
  /** Where the recipient leads; `foreign` where relay control has to decide. */
  readonly resolution: Resolution;
}

export interface DataFacts extends MailFacts {
  readonly content: ScannedContent;
  /** Bytes of the message. */
  readonly bytes: number;
  /** The accounts whose SMTP-after-POP grants let it out at RCPT; they count although a grant has ended since. */
  readonly relayedFor?: readonly AccountIdentity[];
}

export interface FactsByStage {
  readonly connect: ConnectFacts;
  readonly helo: HeloFacts;
  readonly auth: AuthFacts;
  readonly mail: MailFacts;
  readonly rcpt: RcptFacts;
  readonly data: DataFacts;
}

/** An entry of a list that matched, for the counters of hits. `entry` is its first field as it stands in the settings. */
export interface Hit {
  readonly option: SecurityOptionId;
  readonly entry: string;
}

export interface Finding {
  readonly verdict: Verdict;
  readonly reason: ReasonId;
  /** What was looked at; raw, the trace escapes it. */
  readonly input: string;
  /** The entry that matched, raw. */
  readonly entry?: string;
  /** More for the trace, raw. */
  readonly detail?: string;
  /** All entries that matched, for the counters. */
  readonly hits?: readonly Hit[];
}

export interface Skipped {
  readonly skip: Skip;
  readonly input: string;
}

export interface CheckContext {
  readonly settings: Settings;
  readonly lookups: Lookups;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Fires when the time budget is used up. */
  readonly signal: AbortSignal;
}

export type Answer = Finding | Skipped;
/** These stages answer at once: a client that connects, or asks whether it may log in, waits for nothing. */
export type InstantStage = 'connect' | 'auth';
export type Check<S extends Stage> = (facts: FactsByStage[S], context: CheckContext) => S extends InstantStage ? Answer : Answer | Promise<Answer>;

/** The checks of an option by stage. Those of `trusted-addresses`, `smtp-authentication` and `smtp-after-pop` at RCPT alone may find `grant-relay`: the pipeline takes it from nobody else. */
export type Checks = { readonly [S in Stage]?: Check<S> };

export interface SecurityOption extends Checks {
  readonly id: SecurityOptionId;
}
