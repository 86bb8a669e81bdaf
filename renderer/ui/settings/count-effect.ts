/** What a setting did, counted from what its option has found. */
import type { OptionTally } from '../../../shared/admin-api/decisions.ts';
import type { Verdict } from '../../../shared/decisions/verdicts.ts';
import type { SettingEffect } from '../../../shared/settings/switch-reasons.ts';

/** What verdicts come to, for a sentence about a setting. */
const KINDS = {
  'grant-relay': 'allowed',
  pass: 'passed',
  tag: 'marked',
  quarantine: 'held',
  discard: 'discarded',
  bounce: 'returned',
  defer: 'putOff',
  reject: 'refused',
  disconnect: 'refused',
} as const satisfies Record<Verdict, string>;
type EffectKind = (typeof KINDS)[Verdict];

/** How many decisions a setting has had a part in, by what came of it. */
export function countEffect({ reasons }: SettingEffect, tally: OptionTally): ReadonlyMap<EffectKind, number> {
  const counts = new Map<EffectKind, number>();
  for (const { verdict, reason, decisions } of tally.findings) {
    const kind = KINDS[verdict];
    if (reasons.includes(reason) && kind !== 'passed') counts.set(kind, (counts.get(kind) ?? 0) + decisions);
  }
  return counts;
}
