/** Filters with a name, kept in this browser: what one administrator likes to look at is no setting of the server. */
import * as z from 'zod';
import type { LogSearch } from './log-filter.ts';

const viewSchema = z.object({
  name: z.string().min(1).max(60),
  /** As in the address of the window, where it is checked field by field when it is opened. */
  search: z.record(z.string(), z.string()),
  bySession: z.boolean(),
});
export interface LogView extends Omit<z.infer<typeof viewSchema>, 'search'> {
  readonly search: LogSearch;
}

const STORAGE_KEY = 'gatepost.log.views';
/** More than fit into a menu help nobody. */
export const MOST_VIEWS = 30;
export const VIEW_NAME_LENGTH = 60;

export function savedViews(storage: Pick<Storage, 'getItem'>): LogView[] {
  try {
    return z.array(viewSchema).parse(JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]'));
  } catch {
    // Not ours, or of another version: there are none.
    return [];
  }
}

function keep(storage: Pick<Storage, 'setItem'>, views: readonly LogView[]): LogView[] {
  const kept = views.toSorted((one, other) => one.name.localeCompare(other.name)).slice(0, MOST_VIEWS);
  storage.setItem(STORAGE_KEY, JSON.stringify(kept));
  return kept;
}

/** Takes the place of a view of the same name. */
export function saveView(storage: Storage, view: LogView): LogView[] {
  return keep(storage, [...savedViews(storage).filter(({ name }) => name !== view.name), view]);
}

export function removeView(storage: Storage, name: string): LogView[] {
  return keep(
    storage,
    savedViews(storage).filter((view) => view.name !== name),
  );
}
