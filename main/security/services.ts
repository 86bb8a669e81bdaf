/** What the protocols get from the security of the engine. */
import type { Decision } from '../../shared/decisions/verdicts.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { Protocol } from '../../shared/events.ts';
import type { MailAddress } from '../../shared/mail/address.ts';
import type { AccountIdentity, Login } from '../accounts/accounts.ts';
import type { ContentScanner } from './content/content-scanner.ts';
import type { HeloFacts, Hit } from './option.ts';
import type { Pipeline } from './pipeline.ts';
import type { Rules } from './stage-run.ts';

export type SendLoginResult = { readonly ok: true; readonly login: Login } | { readonly ok: false; readonly why: 'unknown' | 'wrong-password' | 'disabled' };

/** Watches logins for people who guess. */
export interface LoginGuard {
  /** Why the password is not even to be checked; undefined if it may. */
  mayTry(name: string, address: string): ReasonId | undefined;
  failed(attempt: { readonly name: string; readonly address: string; readonly password: string; readonly protocol: Protocol }): void;
  succeeded(attempt: { readonly name: string; readonly address: string }): void;
}

/** Watches recipients for those who harvest addresses. */
export interface HarvestGuard {
  /** @returns milliseconds to wait before the refusal is said, or that the session is to be closed */
  unknownRecipient(address: string): { readonly kind: 'answer'; readonly delayMs: number } | { readonly kind: 'close' };
}

export interface ReturnRequest extends HeloFacts {
  readonly reversePath: string;
  readonly sender: MailAddress | undefined;
  readonly recipients: readonly string[];
  readonly traceId: string;
  readonly reason: ReasonId;
  /** The header section, our Received line first. */
  readonly head: Buffer;
}

export interface SecurityServices {
  readonly pipeline: Pipeline;
  /** The settings and look-ups in force at this moment. */
  rules(): Rules;
  /** Starts to look through a message for what these rules ask. */
  scanner(rules: Rules): ContentScanner;
  /**
   * Returns a message that was refused after it had arrived, with a report, if its sender is known not to be forged: logged
   * in, local, or vouched for by SPF or DKIM. Resolves with false if it must not be returned; rejects with a StoreError.
   */
  returnToSender(request: ReturnRequest): Promise<boolean>;
  /** Notes what was decided, and the entries that matched. Never waits, never throws. */
  tell(decision: Decision, hits: readonly Hit[]): void;
  loginToSend(name: string, password: string): Promise<SendLoginResult>;
  /** False once what the session logged in with is no longer good. */
  loginStillGood(login: Login): boolean;
  readonly loginGuard: LoginGuard;
  readonly harvestGuard: HarvestGuard;
  /** A POP3 login succeeded: its client address may send for a while, where that is switched on. */
  popLogin(address: string, account: AccountIdentity): void;
  /** A message of a client that sent by its POP3 login was accepted. */
  popMessage(address: string): void;
}
