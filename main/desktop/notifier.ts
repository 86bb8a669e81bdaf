/**
 * Notifications of the desktop: what came at once of one kind becomes one note, and in the quiet hours they wait. A
 * click on a note opens the window that says more. Each kind can be turned off in the settings.
 */
import type { DesktopSettings } from '../../shared/settings/desktop.ts';
import type { Clock } from '../clock.ts';
import type { Later } from './later.ts';
import type { Shell } from './shell.ts';
import type { DesktopTexts, NoteKind } from './texts.ts';

/** Milliseconds after a note in which others of its kind gather to one. */
export const GATHER_MS = 60_000;

/** Where the window is that says more; an update is asked about instead. */
export const NOTE_ADDRESSES: Readonly<Record<Exclude<NoteKind, 'update'>, string>> = {
  certificate: '/settings/server?field=server.tls.certificateFile',
  listener: '/',
  ban: '/security/banned-addresses',
  account: '/outbound',
  held: '/quarantine',
  disk: '/service',
};

export interface NotifierOptions {
  readonly shell: Pick<Shell, 'notify'>;
  readonly clock: Clock;
  readonly texts: () => DesktopTexts;
  readonly settings: () => Pick<DesktopSettings, 'notifications' | 'quietHours'>;
  /** A note was clicked. */
  readonly open: (kind: NoteKind) => void;
  readonly later: Later;
}

interface Gathering {
  texts: string[];
  stop: () => void;
}

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #gathering = new Map<NoteKind, Gathering>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** @param text what happened, in one short sentence of ours; escaped, where a part of it comes from the network */
  add(kind: NoteKind, text: string): void {
    if (!this.#options.settings().notifications[kind]) return;
    const gathering = this.#gathering.get(kind);
    if (gathering !== undefined) {
      gathering.texts.push(text);
      return;
    }
    const quiet = this.#quietFor();
    if (quiet === 0) this.#show(kind, [text]);
    this.#gather(kind, quiet === 0 ? [] : [text], quiet === 0 ? GATHER_MS : quiet);
  }

  close(): void {
    for (const { stop } of this.#gathering.values()) stop();
    this.#gathering.clear();
  }

  #gather(kind: NoteKind, texts: string[], milliseconds: number): void {
    const stop = this.#options.later(milliseconds, () => {
      const gathered = this.#gathering.get(kind)?.texts ?? [];
      this.#gathering.delete(kind);
      if (gathered.length === 0) return;
      const quiet = this.#quietFor();
      if (quiet === 0) this.#show(kind, gathered);
      this.#gather(kind, quiet === 0 ? [] : gathered, quiet === 0 ? GATHER_MS : quiet);
    });
    this.#gathering.set(kind, { texts, stop });
  }

  #show(kind: NoteKind, gathered: readonly string[]): void {
    const { shell, texts, open } = this.#options;
    const [first = ''] = gathered;
    const body = gathered.length === 1 ? first : `${first}, ${texts().andMore(gathered.length - 1)}`;
    shell.notify({ title: texts().noteTitles[kind](gathered.length), body, click: () => open(kind) });
  }

  /** Milliseconds until the quiet hours end; 0 outside of them. */
  #quietFor(): number {
    const { settings, clock } = this.#options;
    const { enabled, from, until } = settings().quietHours;
    return enabled ? millisecondsOfQuiet(new Date(clock.now()), from, until) : 0;
  }
}

/** @param from @param until times of day on this computer, as `22:00`. The same twice: no quiet hours at all */
function millisecondsOfQuiet(now: Date, from: string, until: string): number {
  const time = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
  const isQuiet = from <= until ? time >= from && time < until : time >= from || time < until;
  if (!isQuiet) return 0;
  const [hours, minutes] = until.split(':').map(Number);
  const end = new Date(now);
  end.setHours(hours ?? 0, minutes ?? 0, 0, 0);
  // The day after, by the calendar: days on which clocks are changed are not 24 hours long.
  if (end <= now) end.setDate(end.getDate() + 1);
  return end.getTime() - now.getTime();
}
