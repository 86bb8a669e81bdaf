/** How a change of some settings is taken back: what they were, and what they have to be still, so that no later change is lost. */
export interface WayBack<Settings> {
  readonly back: Partial<Settings>;
  readonly opened: Partial<Settings>;
}

/** @returns undefined if nothing has changed */
export function wayBack<Settings extends object>(before: Settings, after: Settings): WayBack<Settings> | undefined {
  const fields = (Object.keys(before) as (keyof Settings)[]).filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  return fields.length === 0 ? undefined : { back: only(before, fields), opened: only(after, fields) };
}

/** Some fields, and no others. */
export function only<Settings extends object>(settings: Settings, fields: Iterable<keyof Settings>): Partial<Settings> {
  const some: Partial<Settings> = {};
  for (const field of fields) some[field] = settings[field];
  return some;
}
