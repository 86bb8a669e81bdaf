/** Operations on what has happened once. */
import type { Milestone } from '../mail-services.ts';
import { integer } from '../sqlite/row.ts';
import type { ReadContext, WriteContext } from './context.ts';

export function reachMilestone(context: WriteContext, args: { name: Milestone; at: number }): void {
  context.sql('INSERT OR IGNORE INTO milestone (name, at) VALUES (?, ?)').run(args.name, args.at);
}

export function getMilestone(context: ReadContext, args: { name: Milestone }): number | undefined {
  const row = context.sql('SELECT at FROM milestone WHERE name = ?').get(args.name);
  return row === undefined ? undefined : integer(row, 'at');
}
