/**
 * Answers mail for accounts whose owners are away: once to each sender in a while, never to programs and lists, with the
 * null reverse-path, so that no two programs can ever answer each other.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { formatAddress, type MailAddress, parseAddress } from '../../../shared/mail/address.ts';
import type { AccountDirectory } from '../../accounts/account-directory.ts';
import type { Clock } from '../../clock.ts';
import type { EventSink } from '../../log/event-sink.ts';
import { displayName, headerText, textPart } from '../../mime/encode-text.ts';
import { decodeHeaderText } from '../../mime/header-words.ts';
import type { Vacation, VacationStore } from '../../store/mail-services.ts';
import type { IncomingMessage } from '../../store/mail-store.ts';
import type { OwnMail } from '../own-mail.ts';
import { valuesOf, whomToAnswer } from './vacation-rules.ts';

const DAY = 86_400_000;

export interface VacationServices {
  readonly accounts: Pick<AccountDirectory, 'services' | 'owns'>;
  readonly store: VacationStore;
  readonly mail: Pick<OwnMail, 'send'>;
  readonly events: EventSink;
  readonly clock: Clock;
}

export class VacationResponder {
  readonly #services: VacationServices;
  readonly #working = new Set<Promise<void>>();

  constructor(services: VacationServices) {
    this.#services = services;
  }

  /** A message is in mailboxes. Never waits, never throws: the message has arrived whatever becomes of the answer. */
  consider(message: IncomingMessage, head: Buffer): void {
    if (message.reversePath === '' || message.deliveries.length === 0) return;
    for (const { accountId } of message.deliveries) {
      const vacation = this.#services.accounts.services.vacationOf(accountId);
      if (vacation === undefined) continue;
      const work = this.#answer(message, accountId, vacation, head.toString('latin1')).catch((error: unknown) => {
        const text = `an answer for somebody who is away could not be sent: ${error instanceof Error ? error.message : String(error)}`;
        this.#services.events.emit({ kind: 'server', level: 'error', protocol: 'delivery', traceId: message.traceId, text });
      });
      this.#working.add(work);
      void work.finally(() => this.#working.delete(work));
    }
  }

  /** Resolves once no answer is being written. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  async #answer(
    message: IncomingMessage,
    accountId: number,
    known: Vacation & { readonly address: string; readonly name: string },
    head: string,
  ): Promise<void> {
    const { accounts, store, mail, events, clock } = this.#services;
    const { address, name, ...vacation } = known;
    const from = parseAddress(address);
    const login = { kind: 'account' as const, id: accountId, address };
    const to = whomToAnswer({ reversePath: message.reversePath, head }, vacation, (one) => accounts.owns(login, one), clock.now());
    if (from === undefined || to === undefined) return;
    const at = clock.now();
    const recipient = formatAddress(to).toLowerCase();
    if (!(await store.claim({ accountId, recipient, at, since: at - vacation.days * DAY }))) return;
    const traceId = await mail.send({ to, from, fields: answerFields(head, from, to, vacation, name), content: textPart(vacation.body) });
    if (traceId === undefined) return;
    const text = `${address} is away: an answer was sent to <${recipient}>, as ${traceId}`;
    events.emit({ kind: 'server', level: 'info', protocol: 'delivery', traceId: message.traceId, account: address, text });
  }
}

/** RFC 3834 section 3.1. */
function answerFields(head: string, from: MailAddress, to: MailAddress, vacation: Vacation, name: string): string {
  const [messageId] = valuesOf(head, 'message-id').filter((id) => /^<[!-;=?-~]{3,900}>$/.test(id));
  const [subject = ''] = valuesOf(head, 'subject');
  const title = vacation.subject === '' ? `Auto: ${decodeHeaderText(subject).slice(0, FIXED_LIMITS.traceSubjectCharacters)}` : vacation.subject;
  return [
    `From: ${displayName(name)}<${formatAddress(from)}>`,
    `To: <${formatAddress(to)}>`,
    `Subject: ${headerText(title)}`,
    ...(messageId === undefined ? [] : [`In-Reply-To: ${messageId}`, `References: ${messageId}`]),
    'Auto-Submitted: auto-replied',
    'X-Auto-Response-Suppress: All',
    '',
  ].join('\r\n');
}
