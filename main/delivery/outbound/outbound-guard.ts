/**
 * Watches what each login sends to other servers. Past a limit a message is held, not lost, and the administrator is told
 * with what was seen: how much, to whom, from where. What a sender was within the limits with goes out as ever.
 */
import { loginKey } from '../../../shared/mail/address.ts';
import type { OutboundSettings } from '../../../shared/settings/outbound.ts';
import type { Clock } from '../../clock.ts';
import type { OutboundGuard, OutboundMessage } from '../../listener.ts';
import type { EventSink } from '../../log/event-sink.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import type { OutboundLimits, OutboundStore, OutboundUse, WeighedMessage } from '../../store/mail-services.ts';
import type { Hold } from '../../store/mail-store.ts';

const HOUR = 3_600_000;
/** Recipients that the warning names: enough to see what is going on. */
const NAMED_RECIPIENTS = 5;

export interface OutboundGuardServices {
  readonly store: OutboundStore;
  readonly settings: SettingsSource;
  readonly events: EventSink;
  readonly clock: Clock;
}

export class ServerOutboundGuard implements OutboundGuard {
  readonly #services: OutboundGuardServices;
  /** When the administrator was told of a sender, by `loginKey`. */
  readonly #told = new Map<string, number>();

  constructor(services: OutboundGuardServices) {
    this.#services = services;
  }

  async judge(message: OutboundMessage): Promise<Hold | undefined> {
    const { store, settings } = this.#services;
    const weighed = this.#weighed(message, settings.current.outbound);
    if (weighed === undefined) return undefined;
    const { use, exceeds } = await store.take(weighed);
    if (exceeds === undefined) return undefined;
    this.#tell(message, `${useText(use, exceeds)} (the limit is ${weighed.limits[exceeds] ?? 0})`, weighed.at);
    return holdFor(message);
  }

  async foresee(message: OutboundMessage, settings: OutboundSettings): Promise<Hold | undefined> {
    const weighed = this.#weighed(message, settings);
    if (weighed === undefined) return undefined;
    const { exceeds } = await this.#services.store.weigh(weighed);
    return exceeds === undefined ? undefined : holdFor(message);
  }

  /** Undefined where nothing is to be counted. */
  #weighed({ sender, recipients }: OutboundMessage, settings: OutboundSettings): WeighedMessage | undefined {
    const limits = outboundLimits(settings, sender);
    return limits === undefined
      ? undefined
      : { sender: loginKey(sender), limits, at: this.#services.clock.now(), recipients: recipients.map((recipient) => recipient.toLowerCase()) };
  }

  /** The sender may go on: what comes next is told anew. */
  forget(sender: string): void {
    this.#told.delete(loginKey(sender));
  }

  /** Once an hour for each sender: the held messages themselves are in the log one by one. */
  #tell(message: OutboundMessage, what: string, at: number): void {
    const key = loginKey(message.sender);
    if ((this.#told.get(key) ?? Number.NEGATIVE_INFINITY) > at - HOUR) return;
    for (const [sender, told] of this.#told) if (told <= at - HOUR) this.#told.delete(sender);
    this.#told.set(key, at);
    const named = message.recipients.slice(0, NAMED_RECIPIENTS).map((recipient) => `<${recipient}>`);
    const more = message.recipients.length > named.length ? ` and ${message.recipients.length - named.length} more` : '';
    const subject = message.subject === '' ? '' : `, subject "${message.subject}"`;
    this.#services.events.emit({
      kind: 'server',
      level: 'warning',
      protocol: 'delivery',
      traceId: message.traceId,
      remoteAddress: message.remoteAddress,
      account: message.sender,
      reason: 'outbound-limit',
      text: `${message.sender} sends more than usual: ${what}. Its mail is held now. This one came from ${message.remoteAddress}, to ${named.join(', ')}${more}${subject}. Release it: gatepost outbound release; or close the sessions and disable the login: gatepost outbound block`,
    });
  }
}

function holdFor({ sender, subject, remoteAddress }: OutboundMessage): Hold {
  return { check: 'outbound-guard', reason: 'outbound-limit', entry: sender, subject, remoteAddress };
}

/** Those of a sender; undefined where nothing is to be counted. */
export function outboundLimits(settings: OutboundSettings, sender: string): OutboundLimits | undefined {
  if (!settings.enabled) return undefined;
  const key = loginKey(sender);
  const own = settings.exceptions.find((exception) => loginKey(exception.sender) === key) ?? settings;
  const { messagesPerHour, messagesPerDay, newRecipientsPerHour, newRecipientsPerDay } = own;
  return { messagesPerHour, messagesPerDay, newRecipientsPerHour, newRecipientsPerDay };
}

function useText(use: OutboundUse, exceeds: keyof OutboundLimits): string {
  switch (exceeds) {
    case 'messagesPerHour':
      return `${use.messagesThisHour} messages within an hour`;
    case 'messagesPerDay':
      return `${use.messagesThisDay} messages within a day`;
    case 'newRecipientsPerHour':
      return `${use.newRecipientsThisHour} new recipients within an hour`;
    case 'newRecipientsPerDay':
      return `${use.newRecipientsThisDay} new recipients within a day`;
  }
}
