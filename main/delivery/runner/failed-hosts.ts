/**
 * The hosts that were tried for a message and failed. Each is told of when the next one is tried, so that a trace shows all of
 * them with their times; the one that nothing comes after is told of with what becomes of the message.
 */
import type { EventSink } from '../../log/event-sink.ts';
import { type HostBusy, HostTrouble, NOBODY, NoneFit, ipOf } from '../outcome.ts';
import type { HostFailure } from './dead-hosts.ts';
import { Unfit } from './fitness.ts';

export class FailedHosts {
  readonly #events: EventSink;
  readonly #traceId: string;
  #last: HostTrouble | undefined;
  #untold: HostTrouble | undefined;
  #unfit: Unfit | undefined;
  /** One that could not be reached, and may be fit. */
  #unreached: HostTrouble | undefined;
  /** Not all that failed has refused us for good. */
  #mayChange = false;
  /** One that is fit, and has no place at this moment. */
  busy: HostBusy | undefined;

  /** @param traceId of the message that wants the connection */
  constructor(events: EventSink, traceId: string) {
    this.#events = events;
    this.#traceId = traceId;
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
    this.#untold = trouble;
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
    if (this.#untold !== undefined) this.tell(this.#untold);
    this.#untold = undefined;
  }

  tell({ message, contact }: HostTrouble): void {
    const { host, address } = contact;
    this.#events.emit({
      kind: 'host-failed',
      level: 'info',
      protocol: 'delivery',
      ...(this.#traceId === '' ? {} : { traceId: this.#traceId }),
      ...(address === '' ? {} : { remoteAddress: ipOf(contact) }),
      text: `${host}${address === '' ? '' : ` [${address}]`} could not be used: ${message}`,
    });
  }
}

/** Another host may yet take the mail. */
export function asOnlyNow({ message, beforeContent, contact }: HostTrouble): HostTrouble {
  return new HostTrouble(message, beforeContent, { contact });
}

/** One that is not even called, for what it has said or done a moment ago. */
export function uncalled({ why, refusesAll }: HostFailure, host: string, address: string): HostTrouble {
  return new HostTrouble(why, true, { contact: { ...NOBODY, host, address }, refusesAll });
}
