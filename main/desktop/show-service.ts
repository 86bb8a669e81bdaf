/**
 * The service of this computer as what the application shows. Whatever is wrong with it, a person is told why, and can mend it from
 * here, or have the server run in the application again: nobody is locked out by a service that does not start.
 */
import { VERSION } from '../host/version.ts';
import type { Elevated } from '../host/system-service/run-elevated.ts';
import type { Answer } from '../host/system-service/run-steps.ts';
import type { ServiceState } from '../host/system-service/service-steps.ts';
import type { DesktopServer } from './desktop-server.ts';
import type { HostingTexts } from './hosting-texts.ts';
import type { LongChange, ProgressView } from './progress-view.ts';
import type { Shell } from './shell.ts';

export interface ShowServiceOptions {
  readonly shell: Pick<Shell, 'ask' | 'choose'>;
  readonly texts: HostingTexts;
  /** Where the data of the service is, and where it goes if the service is removed. */
  readonly dataFolder: string;
  readonly home: string;
  readonly state: () => Promise<ServiceState>;
  /** Runs the command line as an administrator. */
  readonly elevated: Elevated;
  /** Shows that something goes on, and how far it is. */
  readonly progress: Pick<ProgressView, 'begin' | 'reached' | 'end'>;
  /** Undefined if the person would rather not sign in. */
  readonly connect: () => Promise<DesktopServer | undefined>;
  /** Of this application; left out: its own. */
  readonly version?: string;
}

/** @returns `removed` if there is no service any more; undefined if the person would rather not */
export async function showService(options: ShowServiceOptions): Promise<DesktopServer | 'removed' | undefined> {
  const { shell, texts, state } = options;
  if ((await state()) !== 'running') {
    if (!(await shell.ask({ ...texts.stopped, no: texts.quit }))) return undefined;
    const { code, stderr } = await changed(options, 'start', ['service', 'start']);
    if (code !== 0) return await mend(options, stderr);
  }
  try {
    const server = await options.connect();
    return server === undefined ? undefined : await current(options, server);
  } catch (error) {
    return await mend(options, error instanceof Error ? error.message : String(error));
  }
}

/** @param why it cannot be shown, in words */
async function mend(options: ShowServiceOptions, why: string): Promise<DesktopServer | 'removed' | undefined> {
  const { shell, texts, dataFolder, home } = options;
  const { title, body, retry, repair, remove } = texts.stuck;
  let reason = why;
  for (;;) {
    const chosen = await shell.choose({ title, body: body(reason, dataFolder, home), answers: [retry, repair, remove], cancel: texts.quit });
    if (chosen === undefined) return undefined;
    if (chosen === 0) return await showService(options);
    const { code, stderr } =
      chosen === 1
        ? await changed(options, 'repair', ['service', 'repair'])
        : await changed(options, 'uninstall', ['service', 'uninstall', '--to', home, ...ownerWords()]);
    if (code === 0) return chosen === 1 ? await showService(options) : 'removed';
    reason = stderr;
  }
}

/** Has an administrator do it, and shows how far it is: it may take minutes, and there is no other window yet. */
async function changed({ elevated, progress }: ShowServiceOptions, change: LongChange, words: readonly string[]): Promise<Answer> {
  progress.begin(change);
  try {
    return await elevated(words, (done, all) => progress.reached(done, all));
  } finally {
    progress.end();
  }
}

/** After an update of the application, the service still runs what it was started with. */
async function current(options: ShowServiceOptions, server: DesktopServer): Promise<DesktopServer | 'removed' | undefined> {
  const { shell, texts, version = VERSION } = options;
  if (!isOlder(server.version, version)) return server;
  if (!(await shell.ask({ ...texts.older(server.version, version), no: texts.later }))) return server;
  await server.stop(0);
  const { code, stderr } = await changed(options, 'repair', ['service', 'repair']);
  if (code !== 0) await shell.ask({ title: texts.failed, body: stderr, yes: texts.close });
  // One that is still as old as it was is shown as it is.
  return await showService({ ...options, version: server.version });
}

/** Who gets the data back: the person in front of the screen, and not the administrator who was asked. */
export function ownerWords(): string[] {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  return uid === undefined || gid === undefined ? [] : ['--owner', `${uid}:${gid}`];
}

/** By their numbers; what comes after them, as in 1.2.0-beta.1, counts as earlier than nothing. */
export function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => {
    const [numbers = '', ...rest] = version.split('-');
    return [...numbers.split('.').map(Number), rest.length === 0 ? 1 : 0];
  });
  for (let place = 0; place < 4; place += 1) {
    const difference = (a?.[place] ?? 0) - (b?.[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
