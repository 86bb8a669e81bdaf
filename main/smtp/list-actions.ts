/** Which actions the lists of filters and attachment filters ask for; known once for each state of the settings. */
import type { FilterAction } from '../../shared/settings/security/filters.ts';
import type { Settings } from '../../shared/settings/settings.ts';

const known = new WeakMap<Settings, ReadonlySet<FilterAction>>();

/** The actions of all entries that are in use. */
export function listActions(settings: Settings): ReadonlySet<FilterAction> {
  let actions = known.get(settings);
  if (actions === undefined) {
    const lists = [settings.security.filters, settings.security['attachment-filters']].filter(({ enabled }) => enabled);
    actions = new Set(lists.flatMap(({ entries }) => entries.filter(({ enabled }) => enabled).map(({ action }) => action)));
    known.set(settings, actions);
  }
  return actions;
}
