/** The whole history of the settings, however long: it is searched, and a restore is previewed from it, so nothing may be missing. */
import type { Revision } from '../../../shared/admin-api/settings.ts';

/** As many as the server hands out at once. */
const PAGE = 1000;

/** Newest first. */
export async function allRevisions(history: (page: { readonly limit: number; readonly before?: number }) => Promise<Revision[]>): Promise<Revision[]> {
  const all: Revision[] = [];
  for (let page = await history({ limit: PAGE }); ; page = await history({ limit: PAGE, before: all.at(-1)?.revision ?? 1 })) {
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
