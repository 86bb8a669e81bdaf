/** What the protocols get from the security of the engine. */
import type { NewDecision } from '../../shared/decisions/verdicts.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { MailAddress } from '../../shared/mail/address.ts';
import type { Login, SendLoginResult } from '../accounts/accounts.ts';
import type { ContentScanner } from './content/content-scanner.ts';
import type { PopGrants } from './grants/grants.ts';
import type { HarvestSession } from './guards/harvest-guard.ts';
import type { LoginGuard } from './guards/login-guard.ts';
import type { HeloFacts, Hit } from './option.ts';
import type { Pipeline } from './pipeline.ts';
import type { SenderPolicies } from './returns/sender-policies.ts';
import type { Rules } from './stage-run.ts';

export interface ReturnRequest extends HeloFacts {
  readonly reversePath: string;
  readonly sender: MailAddress | undefined;
  readonly recipients: readonly string[];
  readonly traceId: string;
  readonly reason: ReasonId;
  /** The header section, our Received line first. */
  readonly head: Buffer;
  /** SPF or DKIM speak for the sender. */
  readonly vouched: boolean;
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
  /** What `returnToSender` would say; nothing is sent. */
  mayReturnToSender(request: ReturnRequest): Promise<boolean>;
  /** Notes what was decided, and the entries that matched. Never waits, never throws. */
  tell(decision: NewDecision, hits: readonly Hit[]): void;
  /** Checks a name and password, off the event loop. */
  loginToSend(name: string, password: string): Promise<SendLoginResult>;
  /** A login as it is now; undefined once what the session logged in with is no longer good. */
  currentLogin(login: Login): Login | undefined;
  readonly loginGuard: LoginGuard;
  /** Watches the recipients that a session names for those who harvest addresses. */
  harvestSession(address: string): HarvestSession;
  /** What SPF and DMARC say of senders. */
  readonly senderPolicies: SenderPolicies;
  /** Of SMTP after POP. */
  readonly grants: Pick<PopGrants, 'loggedIn' | 'noteMessage'>;
}
