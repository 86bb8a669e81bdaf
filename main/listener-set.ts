/**
 * The listeners of the engine: opened from the settings, each with its state, started and stopped one by one, and kept
 * in step with the settings. One that cannot be opened does not keep the others from working.
 */
import type { ListenerState } from '../shared/admin-api/server.ts';
import type { OpenSession } from '../shared/admin-api/sessions.ts';
import type { Protocol } from '../shared/events.ts';
import { FIXED_LIMITS } from '../shared/limits.ts';
import type { ListenerSettings } from '../shared/settings/server.ts';
import type { EventSink } from './log/event-sink.ts';
import type { Listener } from './listener.ts';

export type ListenerFactory = (settings: ListenerSettings) => Listener;

interface Place {
  readonly id: string;
  readonly settings: ListenerSettings;
  listener: Listener | undefined;
  port: number;
  state: ListenerState['state'];
  problem: string | undefined;
  /** No longer wanted, and open until this one is, which was to take its place. */
  standsInFor: Place | undefined;
  /** The last start or stop: the next one waits for it. */
  busy: Promise<void>;
}

export class ListenerSet {
  readonly #make: ListenerFactory;
  readonly #events: EventSink;
  readonly #onChange: () => void;
  #places: Place[] = [];
  /** The last change of the whole set: the next one waits for it. */
  #lastChange: Promise<void> = Promise.resolve();
  /** As far as the last change has opened what it was to open; what goes may still be finishing. */
  #opened: Promise<void> = Promise.resolve();
  /** Set by the final stop: nothing is opened after it. */
  #closed = false;

  constructor(make: ListenerFactory, events: EventSink, onChange: () => void) {
    this.#make = make;
    this.#events = events;
    this.#onChange = onChange;
  }

  get states(): ListenerState[] {
    return this.#places.map((place) => stateOf(place));
  }

  /**
   * Opens these listeners and closes all others; those that stay the same are not touched. Where one cannot be opened, one of
   * its protocol that was open before stays so: a slip of the pen must not leave the server without it.
   */
  async apply(wanted: readonly ListenerSettings[]): Promise<void> {
    const opened = Promise.withResolvers<void>();
    this.#opened = opened.promise;
    const mine = this.#lastChange.then(async () => await this.#change(wanted, opened.resolve)).finally(opened.resolve);
    // The next in turn does not care how this one ended; whoever asked for it does.
    this.#lastChange = mine.catch(() => undefined);
    await mine;
  }

  /** Resolves once the listeners that were asked for last are open, or are known not to open. */
  async opened(): Promise<void> {
    await this.#opened;
  }

  async #change(wanted: readonly ListenerSettings[], onOpened: () => void): Promise<void> {
    if (this.#closed) return;
    const kept: Place[] = [];
    const fresh: Place[] = [];
    const left = [...this.#places];
    for (const settings of wanted) {
      const at = left.findIndex((place) => sameListener(place.settings, settings));
      const [same] = at < 0 ? [] : left.splice(at, 1);
      const place = same ?? newPlace(settings, [...kept, ...left]);
      if (same === undefined) fresh.push(place);
      place.standsInFor = undefined;
      kept.push(place);
    }
    const open = left.filter(({ listener }) => listener !== undefined);
    this.#places = [...kept, ...open];
    // Closed first, so that a port is free for whoever gets it now.
    const inTheWay = open.filter(({ port }) => fresh.some(({ settings }) => settings.port === port));
    await this.#stopThese([...left.filter((place) => !open.includes(place)), ...inTheWay]);
    await Promise.all(fresh.map((place) => this.#start(place)));
    const standIns = chooseStandIns(fresh, open);
    await Promise.all(standIns.map(async (place) => await this.#start(place)));
    for (const place of standIns) this.#note(place, 'warning', `still listening on ${described(place)}, since what was to take its place cannot be opened`);
    onOpened();
    await this.#remove(open.filter((place) => place.standsInFor === undefined || place.listener === undefined));
  }

  async #remove(places: readonly Place[]): Promise<void> {
    this.#places = this.#places.filter((place) => !places.includes(place));
    await this.#stopThese(places);
  }

  async #stopThese(places: readonly Place[]): Promise<void> {
    await Promise.all(places.map((place) => this.#stop(place, FIXED_LIMITS.stopSeconds)));
  }

  /** Starts one listener; undefined if there is none of that id. The state says whether it worked. */
  async start(id: string): Promise<ListenerState | undefined> {
    const place = this.#find(id);
    if (place === undefined) return undefined;
    await this.#start(place);
    if (place.listener !== undefined) await this.#remove(this.#places.filter(({ standsInFor }) => standsInFor === place));
    return stateOf(place);
  }

  /** Stops one listener: no new connections; open transactions may finish. */
  async stop(id: string): Promise<ListenerState | undefined> {
    const place = this.#find(id);
    if (place === undefined) return undefined;
    await this.#stop(place, FIXED_LIMITS.stopSeconds);
    return stateOf(place);
  }

  /** Stops them all for good. A change under way opens nothing more, and what it was closing is closed when this resolves. */
  async stopAll(graceSeconds: number): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#places.map((place) => this.#stop(place, graceSeconds)), this.#lastChange]);
  }

  /** Ends the sessions that an account is logged in with: what it logged in with is no longer good. */
  endLogins(accountId: number): void {
    for (const { listener } of this.#places) listener?.endLogins(accountId);
  }

  /** Ends the sessions whose login the settings no longer have. */
  endLostLogins(): void {
    for (const { listener } of this.#places) listener?.endLostLogins();
  }

  /** All open sessions, the newest first. */
  sessions(): readonly OpenSession[] {
    return this.#places.flatMap(({ listener }) => listener?.sessions() ?? []).toSorted((one, other) => other.since - one.since);
  }

  /** Ends sessions by their ids; returns how many of them were open. */
  closeSessions(ids: readonly string[]): number {
    return ids.filter((id) => this.#places.some(({ listener }) => listener?.closeSession(id) === true)).length;
  }

  /** Cuts off the clients that have been banned meanwhile. */
  cutBanned(isBanned: (address: string) => boolean): void {
    for (const { listener } of this.#places) listener?.cutBanned(isBanned);
  }

  #find(id: string): Place | undefined {
    return this.#places.find((place) => place.id === id);
  }

  #start(place: Place): Promise<void> {
    return this.#inTurn(place, async () => {
      if (place.listener !== undefined || this.#closed || !this.#places.includes(place)) return;
      const listener = this.#make(place.settings);
      try {
        const bound = await listener.start();
        place.listener = listener;
        place.port = bound.port;
        place.state = 'listening';
        place.problem = undefined;
        this.#note(place, 'info', `listening on ${described(place)}`);
      } catch (error) {
        await listener.stop(0);
        place.state = 'failed';
        place.problem = explainListenError(error, place.settings);
        this.#note(place, 'error', place.problem);
      }
    });
  }

  #stop(place: Place, graceSeconds: number): Promise<void> {
    return this.#inTurn(place, async () => {
      const { listener } = place;
      if (listener === undefined) {
        place.state = 'stopped';
        place.problem = undefined;
        return;
      }
      await listener.stop(graceSeconds);
      place.listener = undefined;
      place.state = 'stopped';
      this.#note(place, 'info', `stopped listening on ${described(place)}`);
    });
  }

  async #inTurn(place: Place, work: () => Promise<void>): Promise<void> {
    const turn = place.busy.then(work);
    // The next in turn does not care how this one ended; whoever asked for it does.
    place.busy = turn.catch(() => undefined);
    await turn;
    this.#onChange();
  }

  #note(place: Place, level: 'info' | 'warning' | 'error', text: string): void {
    this.#events.emit({ kind: 'server', level, protocol: place.settings.protocol, text });
  }
}

function newPlace(settings: ListenerSettings, others: readonly Place[]): Place {
  let id: string = settings.protocol;
  for (let number = 2; others.some((place) => place.id === id); number += 1) id = `${settings.protocol}-${number}`;
  return { id, settings, listener: undefined, port: settings.port, state: 'stopped', problem: undefined, standsInFor: undefined, busy: Promise.resolve() };
}

/**
 * Says of the listeners that were open before which of them stand in for those that could not be opened: the one that each was to
 * replace. Where that has been replaced by none, any of the protocol will do.
 */
function chooseStandIns(fresh: readonly Place[], before: readonly Place[]): Place[] {
  const standIns: Place[] = [];
  for (const place of before) place.standsInFor = undefined;
  const predecessors = pairUp(fresh, before);
  for (const place of fresh.filter(({ state }) => state === 'failed')) {
    const sameProtocol = before.filter(({ settings }) => settings.protocol === place.settings.protocol);
    const standIn = predecessors.get(place) ?? sameProtocol.find(({ standsInFor }) => standsInFor === undefined);
    if (standIn === undefined) continue;
    standIn.standsInFor = place;
    standIns.push(standIn);
  }
  return standIns;
}

/** Which listener each was to replace: the one of its port, else of its address, else the next of its protocol in order. */
function pairUp(fresh: readonly Place[], before: readonly Place[]): Map<Place, Place> {
  const pairs = new Map<Place, Place>();
  const left = new Set(before);
  const likenesses: readonly ((a: ListenerSettings, b: ListenerSettings) => boolean)[] = [
    (a, b) => a.port === b.port && a.port !== 0,
    (a, b) => a.address === b.address && a.address !== '',
    () => true,
  ];
  for (const isLike of likenesses) {
    for (const place of fresh.filter((one) => !pairs.has(one))) {
      const predecessor = [...left].find(({ settings }) => settings.protocol === place.settings.protocol && isLike(settings, place.settings));
      if (predecessor === undefined) continue;
      pairs.set(place, predecessor);
      left.delete(predecessor);
    }
  }
  return pairs;
}

function sameListener(a: ListenerSettings, b: ListenerSettings): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port && a.tls === b.tls;
}

function stateOf(place: Place): ListenerState {
  return {
    id: place.id,
    protocol: place.settings.protocol,
    address: place.settings.address,
    port: place.port,
    tls: place.settings.tls,
    state: place.state,
    connections: place.listener?.connections ?? 0,
    ...(place.problem === undefined ? {} : { problem: place.problem }),
    ...(place.standsInFor === undefined ? {} : { standsInFor: place.standsInFor.id }),
  };
}

function described(place: Place): string {
  const host = place.settings.address === '' ? 'all addresses' : place.settings.address;
  return `${host}, port ${place.port}`;
}

const NAMES: Record<Protocol, string> = { smtp: 'SMTP', submission: 'submission', submissions: 'submissions', pop3: 'POP3', pop3s: 'POP3S' };

/** Why a listener could not be opened, and what to do, in words for an administrator. */
export function explainListenError(error: unknown, settings: ListenerSettings): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const what = `${NAMES[settings.protocol]} cannot use port ${settings.port}${settings.address === '' ? '' : ` of ${settings.address}`}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${what}: another program uses it. Stop that program, or choose another port.`;
    case 'EACCES':
      return `${what}: the system allows ports below 1024 to privileged programs only. Choose another port, or run the server with that privilege.`;
    case 'EADDRNOTAVAIL':
      return `${what}: this machine has no such address. Choose one of its own, or leave the address empty for all.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${what}: nobody knows an address of that name. Name an address of this machine, or leave the address empty for all.`;
    default:
      return `${what}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
