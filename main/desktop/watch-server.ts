/** Watches the server for what is worth a notification. */
import { statfs } from 'node:fs/promises';
import type { LogEvent } from '../../shared/events.ts';
import type { DesktopAdmin } from './desktop-server.ts';
import type { Later } from './later.ts';
import type { Notifier } from './notifier.ts';
import type { DesktopTexts } from './texts.ts';

const DAY_MS = 86_400_000;
/** Days before its end that a certificate is spoken of, once a day. */
const CERTIFICATE_DAYS = 14;
/** Milliseconds between two looks at the certificate and at the disk. */
const LOOK_MS = 15 * 60_000;
/** Free bytes under which the disk counts as nearly full: room for a day of mail, and time to make more. */
export const LOW_DISK_BYTES = 1024 ** 3;

export interface WatchOptions {
  readonly admin: DesktopAdmin;
  readonly notifier: Pick<Notifier, 'add'>;
  readonly texts: () => DesktopTexts;
  readonly later: Later;
  /** Free bytes on the disk of the data folder; Infinity if it does not say. */
  readonly freeBytes?: () => Promise<number>;
}

/** @returns what takes the events of the server, and the way to stop watching */
export function watchServer(options: WatchOptions): { readonly onEvent: (event: LogEvent) => void; readonly stop: () => void } {
  const { admin, notifier } = options;
  const slow = new SlowLooks(options);
  /** Those that are known to have failed, by their ids. */
  let failed = new Set<string>();
  const lookAtListeners = (): void => {
    const states = admin.listeners.states.filter(({ state }) => state === 'failed');
    for (const { id, problem } of states) if (!failed.has(id)) notifier.add('listener', problem ?? '');
    failed = new Set(states.map(({ id }) => id));
  };
  let banned = new Set(admin.addressLists.automaticBans().map(({ address }) => address));
  const lookAtBans = (): void => {
    const bans = admin.addressLists.automaticBans();
    for (const { address } of bans) if (!banned.has(address)) notifier.add('ban', options.texts().banned(address));
    banned = new Set(bans.map(({ address }) => address));
  };
  const stops = [admin.onListenersChange(lookAtListeners), admin.addressLists.onBan(lookAtBans), admin.tls.onChange(() => slow.lookAtCertificate())];
  lookAtListeners();
  slow.start();
  return {
    onEvent: ({ kind, reason, account = '', text }) => {
      if (kind === 'message-held' && reason !== 'outbound-limit') notifier.add('held', text);
      // The outbound guard tells of each sender once an hour; the messages that it holds follow one by one.
      else if (kind === 'server' && reason === 'outbound-limit') notifier.add('account', options.texts().accountHeld(account));
    },
    stop: () => {
      slow.stop();
      for (const stop of stops) stop();
    },
  };
}

/** What changes by itself, without anybody telling. */
class SlowLooks {
  readonly #options: WatchOptions;
  #certificateNotedAt = Number.NEGATIVE_INFINITY;
  #diskWasLow = false;
  #stop = (): void => undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.lookAtCertificate();
    void this.#lookAtDisk();
    this.#stop = this.#options.later(LOOK_MS, () => this.start());
  }

  stop(): void {
    this.#stop();
  }

  /** One of our own making is renewed by itself. */
  lookAtCertificate(): void {
    const { admin, notifier, texts } = this.#options;
    const { subject, selfSigned, validTo } = admin.tls.facts;
    const now = admin.clock.now();
    const left = validTo - now;
    if (selfSigned || left > CERTIFICATE_DAYS * DAY_MS || now - this.#certificateNotedAt < DAY_MS) return;
    this.#certificateNotedAt = now;
    notifier.add('certificate', left <= 0 ? texts().certificateEnded(subject) : texts().certificateEnds(subject, Math.ceil(left / DAY_MS)));
  }

  async #lookAtDisk(): Promise<void> {
    const { admin, notifier, texts, freeBytes = async () => await freeBytesOf(admin.dataFolder) } = this.#options;
    const free = await freeBytes();
    const isLow = free < LOW_DISK_BYTES;
    if (isLow && !this.#diskWasLow) notifier.add('disk', texts().diskLow(Math.floor(free / 1024 ** 2)));
    this.#diskWasLow = isLow;
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // A file system that cannot say how full it is.
    return Number.POSITIVE_INFINITY;
  }
}
