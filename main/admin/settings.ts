/** Admin service, area `settings`. The settings store judges, keeps history and hides secrets. */
import type { Revision } from '../../shared/admin-api/settings.ts';
import type { SecondThoughts } from '../settings/settings-store.ts';
import { askAboutNewEntries } from './address-facts.ts';
import type { AdminCall } from './context.ts';
import { type Json, isJsonObject } from '../settings/json-path.ts';
import { latest } from './live.ts';
import { implementation, noteAction } from './procedures.ts';

export const settings = {
  get: implementation.settings.get.handler(({ input: { path, lists }, context }) => {
    const value = context.admin.settings.get(path);
    return lists ? value : withoutLists(value);
  }),
  set: implementation.settings.set.handler(async ({ input, context }) => {
    const revision = await context.admin.settings.set(input.path, input.value, context.caller, secondThoughts(context, input.confirmed));
    return noted(context, revision, 'changed the settings');
  }),
  import: implementation.settings.import.handler(async ({ input, context }) => {
    const revision = await context.admin.settings.import(input.document, context.caller, secondThoughts(context, input.confirmed));
    return noted(context, revision, 'imported settings');
  }),
  history: implementation.settings.history.handler(async ({ input, context }) => await context.admin.settings.history(input.limit)),
  restore: implementation.settings.restore.handler(async ({ input, context }) => {
    const revision = await context.admin.settings.restore(input.revision, context.caller, secondThoughts(context, input.confirmed));
    return noted(context, revision, `restored the settings of revision ${input.revision}`);
  }),
  watch: implementation.settings.watch.handler(({ context: { admin }, signal }) =>
    latest({
      read: () => ({ revision: admin.settings.revision }),
      subscribe: (changed) => admin.settings.onChange(changed),
      intervalMs: 0,
      signal,
    }),
  ),
};

/** Asks about address lists, whichever way they are changed. */
function secondThoughts(call: AdminCall, confirmed: boolean): SecondThoughts | undefined {
  return confirmed ? undefined : async (next, before) => await askAboutNewEntries(call, next, before);
}

/** The changes of a revision come with secrets masked already. */
function noted(call: AdminCall, revision: Revision, what: string): Revision {
  const changes = revision.changes.map(({ path, from, to }) => `${path}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`);
  noteAction(call, changes.length === 0 ? `${what}: nothing is different` : `${what} (revision ${revision.revision}): ${changes.join('; ')}`);
  return revision;
}

/** The value with its lists of entries empty; lists of plain values stay. */
function withoutLists(value: Json): Json {
  if (Array.isArray(value)) return isJsonObject(value[0]) ? [] : value;
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutLists(inner)]));
}
