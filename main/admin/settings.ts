/** Admin service, area `settings`. The settings store judges, keeps history and hides secrets. */
import type { Revision } from '../../shared/admin-api/settings.ts';
import { isOnTrial } from '../../shared/settings/risks.ts';
import type { SecondThoughts } from '../settings/settings-store.ts';
import { refuseRisks, risksOfNewEntries } from './address-facts.ts';
import type { AdminCall, AdminContext } from './context.ts';
import { Refusal } from './errors.ts';
import { type Json, isJsonObject } from '../settings/json-path.ts';
import { latest } from './live.ts';
import { implementation, noteAction } from './procedures.ts';
import { settingRisks } from './setting-risks.ts';

export const settings = {
  get: implementation.settings.get.handler(({ input: { path, lists }, context }) => {
    const value = context.admin.settings.get(path);
    return lists ? value : withoutLists(value);
  }),
  set: implementation.settings.set.handler(async ({ input: { path, value, confirmed }, context }) => {
    const revision = await judged(context, confirmed, async (think) => await context.admin.settings.set(path, value, context.caller, think));
    return noted(context, revision, 'changed the settings');
  }),
  change: implementation.settings.change.handler(async ({ input: { changes, confirmed }, context }) => {
    const revision = await judged(context, confirmed, async (think) => await context.admin.settings.setAll(changes, context.caller, think));
    return noted(context, revision, 'changed the settings');
  }),
  undo: implementation.settings.undo.handler(async ({ input, context }) => {
    const { settings: store, trial } = context.admin;
    const undo = async (think?: SecondThoughts): Promise<Revision> => await store.undo(input.revision, context.caller, think);
    // What was never confirmed goes back without asking.
    const revision = await (trial.current?.revisions.includes(input.revision) === true ? undo() : judged(context, input.confirmed, undo));
    trial.undone(input.revision);
    return noted(context, revision, `took back revision ${input.revision} of the settings`);
  }),
  keep: implementation.settings.keep.handler(({ input: { revision }, context }) => {
    if (!context.admin.trial.keep(revision)) {
      throw new Refusal('NOT_FOUND', 'revision', `revision ${revision} of the settings is on trial no more: look at the history for what is in force`);
    }
    noteAction(context, `confirmed revision ${revision} of the settings`);
  }),
  import: implementation.settings.import.handler(async ({ input: { document, confirmed }, context }) => {
    const revision = await judged(context, confirmed, async (think) => await context.admin.settings.import(document, context.caller, think));
    return noted(context, revision, 'imported settings');
  }),
  history: implementation.settings.history.handler(async ({ input, context }) => await context.admin.settings.history(input.limit, input.before)),
  restore: implementation.settings.restore.handler(async ({ input, context }) => {
    const { admin, caller } = context;
    const revision = await judged(context, input.confirmed, async (think) => await admin.settings.restore(input.revision, caller, think));
    return noted(context, revision, `restored the settings of revision ${input.revision}`);
  }),
  watch: implementation.settings.watch.handler(({ context: { admin }, signal }) =>
    latest({
      read: () => {
        const { current, ended } = admin.trial;
        return { revision: admin.settings.revision, ...(current === undefined ? {} : { trial: current }), ended: [...ended] };
      },
      subscribe: (changed) => onAnyChange(admin, changed),
      intervalMs: 0,
      signal,
    }),
  ),
};

function onAnyChange({ settings: store, trial }: AdminContext, changed: () => void): () => void {
  const stops = [store.onChange(changed), trial.onChange(changed)];
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Makes a change that a person may have to think about again: of address lists whichever way they are changed, and in windows
 * of all that shared/settings/risks.ts names. A command line is typed whole, and at this computer: it is not asked about the latter.
 * What could lock out whoever sits at a window goes on trial.
 */
async function judged(call: AdminCall, confirmed: boolean, change: (think: SecondThoughts) => Promise<Revision>): Promise<Revision> {
  const { admin, caller } = call;
  let onTrial = false;
  const revision = await change(async (next, before) => {
    const ofSettings = caller === 'console' ? await settingRisks(admin, next, before, Date.now()) : [];
    const risks = [...ofSettings, ...(await risksOfNewEntries(call, next, before, confirmed))];
    if (!confirmed) refuseRisks(risks);
    onTrial = caller === 'console' && risks.some(({ field }) => isOnTrial(field));
  });
  if (onTrial) admin.trial.begin(revision.revision);
  return revision;
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
