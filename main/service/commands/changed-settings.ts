/** What a command says of a change of the settings: what is different, and what of it is really in force. */
import type { ListenerState } from '../../../shared/admin-api/server.ts';
import type { Revision } from '../../../shared/admin-api/settings.ts';
import type { AdminClient } from '../../admin/channel.ts';

/** A revision, with what of it is not in force; missing where all of it is. */
export interface ChangedSettings extends Revision {
  readonly notInForce?: readonly string[];
}

/** Waits for what the change makes the running server do. */
export async function withWhatIsInForce(client: AdminClient, revision: Revision): Promise<ChangedSettings> {
  if (!revision.changes.some(({ path }) => path === 'server.listeners' || path.startsWith('server.listeners.'))) return revision;
  const { from, listeners } = await client.server.listeners();
  const notInForce =
    from === 'command line' ? [OF_THIS_RUN] : listeners.filter(({ state }) => state === 'failed').map((listener) => whyNot(listener, listeners));
  return notInForce.length === 0 ? revision : { ...revision, notInForce };
}

const OF_THIS_RUN =
  'The running server was started with --listen: the command line says which listeners it has. Those of the settings open once it is started without that option.';

function whyNot({ id, protocol, address, port, problem }: ListenerState, all: readonly ListenerState[]): string {
  const reason = problem ?? `${protocol} on ${place(address, port)} cannot be opened.`;
  const standIn = all.find(({ standsInFor }) => standsInFor === id);
  if (standIn === undefined) return reason;
  return `${reason} Until then ${standIn.protocol} stays open where it was, on ${place(standIn.address, standIn.port)}.`;
}

function place(address: string, port: number): string {
  return `port ${port} of ${address === '' ? 'all addresses' : address}`;
}

export function changeLines({ changes }: Revision): string[] {
  return changes.map(({ path, from, to }) => `${path}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`);
}

export function showChanges(changed: ChangedSettings): string {
  const { revision, notInForce = [] } = changed;
  const lines = changeLines(changed);
  if (lines.length === 0) return 'Nothing is different.\n';
  const end =
    notInForce.length === 0
      ? [`These settings are in force, as revision ${revision}.`]
      : [`Saved as revision ${revision}, but not all of it is in force:`, ...notInForce];
  return `${[...lines, ...end].join('\n')}\n`;
}
