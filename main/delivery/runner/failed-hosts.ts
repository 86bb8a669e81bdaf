/**
 * The hosts that were tried for a message and failed. Each is told of when the next one is tried, so that a trace shows all of
 * them with their times; the one that nothing comes after is told of with what becomes of the message.
 */
import type { EventSink } from '../../log/event-sink.ts';
import type { Attempt } from '../outcome-recorder.ts';
import { type Contact, type HostBusy, HostTrouble, NOBODY, NoneFit, contactText, ipOf } from '../outcome.ts';
import type { HostFailure } from './dead-hosts.ts';
import { Unfit } from './fitness.ts';

/** What a connection is wanted for. */
export interface Errand {
  /** Of the message: hosts that fail are told of there. */
  readonly traceId: string;
  /** It may only travel encrypted (RFC 8689): a host that does not promise that is passed over. */
  readonly requireTls: boolean;
  /** The host that has put the message off, where another one is wanted. */
  readonly putOff?: PutOff | undefined;
}

export interface PutOff extends Attempt {
  readonly reply: string;
}

export class FailedHosts {
  readonly #events: EventSink;
  readonly #errand: Errand;
  #last: HostTrouble | undefined;
  #tellLast: (() => void) | undefined;
  #unfit: Unfit | undefined;
  /** One that could not be reached, and may be fit. */
  #unreached: HostTrouble | undefined;
  /** Not all that failed has refused us for good. */
  #mayChange = false;
  /** One that is fit, and has no place at this moment. */
  busy: HostBusy | undefined;

  constructor(events: EventSink, errand: Errand) {
    this.#events = events;
    this.#errand = errand;
    const { putOff } = errand;
    if (putOff === undefined) return;
    const { contact, milliseconds, reply } = putOff;
    this.#tellLast = () => this.#tell(contact, `${contactText(contact)}, ${milliseconds} ms, has put the message off, and another host is tried: ${reply}`);
  }

  get last(): HostTrouble | undefined {
    return this.#last;
  }

  /** What to say where no host is left. A message that none of them is fit for comes back, but not while one may be that does not answer now. */
  verdict(): HostTrouble | NoneFit | undefined {
    const [unfit, unreached] = [this.#unfit, this.#unreached];
    if (unfit === undefined) return this.#last?.refusesAll === true && this.#mayChange ? asOnlyNow(this.#last) : this.#last;
    if (unreached !== undefined) return new NoneFit({ kind: 'deferred', reply: unreached.message }, unreached.contact);
    return new NoneFit({ kind: 'failed', reply: unfit.message, enhanced: '5.7.30' }, unfit.contact);
  }

  add(trouble: HostTrouble): void {
    this.goOn();
    this.#last = trouble;
    this.#tellLast = () => this.tell(trouble);
    if (!trouble.refusesAll) this.#mayChange = true;
    if (trouble instanceof Unfit) this.#unfit = trouble;
    else this.#unreached = trouble;
  }

  /** One that could not even be called: it says less than one that was. */
  addUncalled(trouble: HostTrouble): void {
    this.#unreached ??= trouble;
    if (!trouble.refusesAll) this.#mayChange = true;
    if (this.#last === undefined) this.add(trouble);
    else this.tell(trouble);
  }

  /** Another one is tried. */
  goOn(): void {
    this.#tellLast?.();
    this.#tellLast = undefined;
  }

  /** No other is tried. What becomes of a message that was put off before is what that host has said of it, and not the last of these. */
  end(): void {
    if (this.#errand.putOff !== undefined && this.#last !== undefined) this.goOn();
  }

  tell({ message, contact }: HostTrouble): void {
    this.#tell(contact, `${whom(contact)} could not be used: ${message}`);
  }

  #tell(contact: Contact, text: string): void {
    const { traceId } = this.#errand;
    this.#events.emit({
      kind: 'host-failed',
      level: 'info',
      protocol: 'delivery',
      ...(traceId === '' ? {} : { traceId }),
      ...(contact.address === '' ? {} : { remoteAddress: ipOf(contact) }),
      text,
    });
  }
}

function whom({ host, address }: Contact): string {
  return address === '' ? host : `${host} [${address}]`;
}

/** Another host may yet take the mail. */
export function asOnlyNow({ message, beforeContent, contact }: HostTrouble): HostTrouble {
  return new HostTrouble(message, beforeContent, { contact });
}

/** One that is not even called, for what it has said or done a moment ago. */
export function uncalled({ why, refusesAll }: HostFailure, host: string, address: string): HostTrouble {
  return new HostTrouble(why, true, { contact: { ...NOBODY, host, address }, refusesAll });
}
