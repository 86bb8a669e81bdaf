/** Who is being refused, and why: counted over the newest decisions. Runs in the search thread. */
import type { DatabaseSync } from 'node:sqlite';
import type { Refusals } from '../../shared/admin-api/overview.ts';
import { verdictSchema } from '../../shared/decisions/verdicts.ts';
import { reasonIdSchema } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { walkDecisions } from './decision-chunks.ts';
import { headField, headFields, headList, idAndTime } from './decision-line.ts';

/** The verdicts that a client takes for a no; what is held or thrown away it takes for a yes. */
const REFUSING: ReadonlySet<string> = new Set(
  verdictSchema.options.filter((verdict) => verdict === 'reject' || verdict === 'disconnect' || verdict === 'defer'),
);

interface Client {
  refused: number;
  readonly reasons: Map<string, number>;
  lastAt: number;
}

/** Since a time (milliseconds since 1970), but not more than the newest `FIXED_LIMITS.refusalDecisions` decisions. */
export async function countRefusals(db: DatabaseSync, since: number, isCancelled: () => boolean): Promise<Refusals> {
  const clients = new Map<string, Client>();
  const reasons = new Map<string, { refused: number; readonly clients: Set<string> }>();
  let [decisions, refused, complete] = [0, 0, true];
  await walkDecisions(db, {
    before: Number.MAX_SAFE_INTEGER,
    isCancelled,
    wants: ({ lastAt }) => lastAt >= since,
    visit: (chunk, below) => {
      for (let place = chunk.heads.length - 1; place >= 0; place -= 1) {
        const head = chunk.heads[place] ?? '';
        const { id, at } = idAndTime(head);
        if (id >= below || at < since) continue;
        if (decisions >= FIXED_LIMITS.refusalDecisions) {
          complete = false;
          return false;
        }
        decisions += 1;
        const fields = headFields(head);
        const [, verdict = '', reason = ''] = (headList(fields, 'marks')[0] ?? '').split(' ');
        if (!REFUSING.has(verdict)) continue;
        refused += 1;
        const address = headField(fields, 'remoteAddress');
        note(clients, address, reason, at);
        const known = reasons.get(reason) ?? { refused: 0, clients: new Set<string>() };
        known.refused += 1;
        known.clients.add(address);
        reasons.set(reason, known);
      }
      return true;
    },
  });
  return { since, decisions, refused, complete, clients: topClients(clients), reasons: topReasons(reasons) };
}

/** Decisions come newest first. */
function note(clients: Map<string, Client>, address: string, reason: string, at: number): void {
  const client = clients.get(address) ?? { refused: 0, reasons: new Map<string, number>(), lastAt: at };
  client.refused += 1;
  client.reasons.set(reason, (client.reasons.get(reason) ?? 0) + 1);
  clients.set(address, client);
}

function topClients(clients: ReadonlyMap<string, Client>): Refusals['clients'] {
  return [...clients]
    .toSorted(([, one], [, other]) => other.refused - one.refused)
    .slice(0, FIXED_LIMITS.shownRefusals)
    .flatMap(([remoteAddress, { refused, reasons, lastAt }]) => {
      const [most] = [...reasons].toSorted(([, one], [, other]) => other - one);
      // A reason that this version does not know was written by a newer one.
      const reason = reasonIdSchema.safeParse(most?.[0]).data;
      return reason === undefined ? [] : [{ remoteAddress, refused, lastAt, reason, otherReasons: reasons.size - 1 }];
    });
}

function topReasons(reasons: ReadonlyMap<string, { readonly refused: number; readonly clients: ReadonlySet<string> }>): Refusals['reasons'] {
  return [...reasons]
    .toSorted(([, one], [, other]) => other.refused - one.refused)
    .slice(0, FIXED_LIMITS.shownRefusals)
    .flatMap(([id, { refused, clients }]) => {
      const reason = reasonIdSchema.safeParse(id).data;
      return reason === undefined ? [] : [{ reason, refused, clients: clients.size }];
    });
}
