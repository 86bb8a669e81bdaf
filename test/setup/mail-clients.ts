/** The mail clients that the demo and its tests send and fetch with: real ones, each with ways of its own. */
import { spawnSync } from 'node:child_process';
import { installDebian, onPath } from './debian.ts';

export const MAIL_CLIENTS = ['swaks', 'msmtp', 'mpop', 'fetchmail', 'curl'] as const;
export type MailClient = (typeof MAIL_CLIENTS)[number];

function isThere(client: MailClient): boolean {
  if (onPath(client) === undefined) return false;
  // swaks speaks TLS only with a Perl module that its package merely recommends.
  return client !== 'swaks' || spawnSync('perl', ['-MNet::SSLeay', '-e', '1']).status === 0;
}

/** The clients that are not installed, or not whole. */
export function missingMailClients(): MailClient[] {
  return MAIL_CLIENTS.filter((client) => !isThere(client));
}

/** Installs what is missing where that is possible. The text says what is still missing, and why. */
export function provideMailClients(): { readonly missing: readonly MailClient[]; readonly why: string } {
  const wanted = missingMailClients();
  if (wanted.length === 0) return { missing: [], why: '' };
  const trouble = installDebian(wanted.flatMap((client) => (client === 'swaks' ? ['swaks', 'libnet-ssleay-perl'] : [client])));
  const missing = missingMailClients();
  return { missing, why: missing.length === 0 ? '' : `not installed: ${missing.join(', ')}; ${trouble ?? 'their packages brought none'}` };
}
