/** MTA-STS policies that were seen. */
import type { KeptPolicy } from '../mail-services.ts';
import { integer, text, texts } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

/** Those that hold for longest. */
export function loadPolicies(context: ReadContext, args: { now: number; limit: number }): readonly KeptPolicy[] {
  return context
    .sql('SELECT domain, policy_id, mode, hosts, max_age, ends_at FROM mta_sts_policy WHERE ends_at > ? ORDER BY ends_at DESC LIMIT ?')
    .all(args.now, args.limit)
    .map((row) => ({
      domain: text(row, 'domain'),
      id: text(row, 'policy_id'),
      mode: modeOf(text(row, 'mode')),
      hosts: texts(row, 'hosts'),
      maxAgeSeconds: integer(row, 'max_age'),
      until: integer(row, 'ends_at'),
    }));
}

/** Puts one down, in place of the one there is. What has ended, and those beyond the limit that end first, make room. */
export function keepPolicy(context: WriteContext, args: { policy: KeptPolicy; now: number; limit: number }): void {
  const { domain, id, mode, hosts, maxAgeSeconds, until } = args.policy;
  context
    .sql('INSERT OR REPLACE INTO mta_sts_policy (domain, policy_id, mode, hosts, max_age, ends_at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(domain, id, mode, JSON.stringify(hosts), maxAgeSeconds, until);
  context.sql('DELETE FROM mta_sts_policy WHERE ends_at <= ?').run(args.now);
  context.sql('DELETE FROM mta_sts_policy WHERE domain IN (SELECT domain FROM mta_sts_policy ORDER BY ends_at DESC LIMIT -1 OFFSET ?)').run(args.limit);
}

function modeOf(kept: string): KeptPolicy['mode'] {
  return kept === 'enforce' || kept === 'testing' ? kept : 'none';
}
