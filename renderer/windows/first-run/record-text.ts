/** How the guided start writes down a record that the domain needs. */
import type { WantedRecord } from '../../../shared/admin-api/dns.ts';

/**
 * The line of the zone. A record that stands in another zone, as the name of an address does, has none there, and is asked of a
 * provider: what it has to be is said all the same. '' where only a person knows.
 */
export function recordText({ name, type, wanted, line }: Pick<WantedRecord, 'name' | 'type' | 'wanted' | 'line'>): string {
  if (line !== '' || wanted === '') return line;
  return `${name} ${type} ${wanted}`;
}
