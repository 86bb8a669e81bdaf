/** What the application is started with: a window to show, hidden or not, and the data folder. */
import * as path from 'node:path';
import { addressSchema } from '../../shared/desktop-bridge.ts';
import { WINDOWS, windowAt } from '../../shared/windows.ts';

export const LINK_SCHEME = 'gatepost';

export interface StartArguments {
  /** The address of the window to show, from `--window=ID` or a link such as `gatepost://log`. */
  readonly address: string | undefined;
  /** In the tray alone, as at the start of a session. */
  readonly hidden: boolean;
  readonly dataFolder: string | undefined;
  /** Whatever runs ends in order, and nothing starts: asked for by the installer, which replaces the program. */
  readonly quits: boolean;
}

/** Whatever it does not know is left to Chromium, which has arguments of its own. */
export function parseStartArguments(args: readonly string[]): StartArguments {
  const valueOf = (name: string): string | undefined => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const window = WINDOWS.find(({ id }) => id === valueOf('window'));
  const link = args.find((arg) => arg.startsWith(`${LINK_SCHEME}:`));
  const data = valueOf('data');
  return {
    address: window?.path ?? (link === undefined ? undefined : addressOfLink(link)),
    hidden: args.includes('--hidden'),
    dataFolder: data === undefined || data === '' ? undefined : path.resolve(data),
    quits: args.includes('--quit'),
  };
}

/**
 * What the application is to do once it can, whichever way the system says it: macOS hands over links as events, and starts a login item
 * without arguments. Whoever follows a link, or starts it once more meanwhile, wants to see a window, and what came last is what counts.
 * @param others starts that came after the first, the oldest first
 */
export function allArguments(
  args: readonly string[],
  { others, atLogin }: { readonly others: readonly (readonly string[])[]; readonly atLogin: boolean },
): string[] {
  const seen = others.map((other) => ({ other, says: parseStartArguments(other) })).filter(({ says }) => !says.hidden);
  const named = seen.findLast(({ says }) => says.address !== undefined)?.other ?? [];
  const own = seen.length === 0 ? args : args.filter((arg) => arg !== '--hidden' && (named.length === 0 || !arg.startsWith('--window=')));
  return [...named, ...own, ...(seen.some(({ says }) => says.quits) ? ['--quit'] : []), ...(atLogin && seen.length === 0 ? ['--hidden'] : [])];
}

/** The address that a link leads to. Links come from anywhere: what is no window of ours leads nowhere. */
export function addressOfLink(link: string): string | undefined {
  const rest = /^gatepost:\/*(.*)$/.exec(link)?.[1];
  if (rest === undefined) return undefined;
  const address = addressSchema.safeParse(`/${rest}`).data;
  const found = address === undefined ? undefined : windowAt(address.split('?', 1)[0] ?? '');
  // Parameters and inner pages stay out: a link may show a window, and fill in nothing.
  return found?.path;
}
