/** Admin service, area `entries`: the lists of the Security menu, each with the same calls (entries/list-editor.ts). */
import type { AdminCall } from './context.ts';
import { LIST_EDITORS } from './entries/list-editor.ts';
import { implementation } from './procedures.ts';

const { entries: area } = implementation;

/** In the windows of these lists somebody is about to type an entry, and is told what it would have hit. */
function expectQuestions({ admin, caller }: AdminCall): void {
  // A failure is seen again, and answered, by the first question.
  if (caller === 'console') admin.whatIf.prepare().catch(() => undefined);
}

export const entries = {
  filters: {
    list: area.filters.list.handler(async ({ input, context }) => {
      expectQuestions(context);
      return await LIST_EDITORS.filters.list(context.admin, input);
    }),
    add: area.filters.add.handler(async ({ input, context }) => await LIST_EDITORS.filters.add(context, input.entry, input.confirmed)),
    update: area.filters.update.handler(async ({ input, context }) => await LIST_EDITORS.filters.update(context, input.key, input.entry, input.confirmed)),
    remove: area.filters.remove.handler(async ({ input, context }) => await LIST_EDITORS.filters.remove(context, input.selection)),
    enable: area.filters.enable.handler(async ({ input, context }) => await LIST_EDITORS.filters.enable(context, input.selection, input.enabled)),
    import: area.filters.import.handler(async ({ input, context }) => await LIST_EDITORS.filters.import(context, input)),
    export: area.filters.export.handler(({ input, context }) => LIST_EDITORS.filters.export(context.admin, input.format, input.from)),
    undo: area.filters.undo.handler(async ({ input, context }) => await LIST_EDITORS.filters.undo(context, input.undo, input.confirmed)),
  },
  attachmentFilters: {
    list: area.attachmentFilters.list.handler(async ({ input, context }) => {
      expectQuestions(context);
      return await LIST_EDITORS['attachment-filters'].list(context.admin, input);
    }),
    add: area.attachmentFilters.add.handler(async ({ input, context }) => await LIST_EDITORS['attachment-filters'].add(context, input.entry, input.confirmed)),
    update: area.attachmentFilters.update.handler(
      async ({ input, context }) => await LIST_EDITORS['attachment-filters'].update(context, input.key, input.entry, input.confirmed),
    ),
    remove: area.attachmentFilters.remove.handler(async ({ input, context }) => await LIST_EDITORS['attachment-filters'].remove(context, input.selection)),
    enable: area.attachmentFilters.enable.handler(
      async ({ input, context }) => await LIST_EDITORS['attachment-filters'].enable(context, input.selection, input.enabled),
    ),
    import: area.attachmentFilters.import.handler(async ({ input, context }) => await LIST_EDITORS['attachment-filters'].import(context, input)),
    export: area.attachmentFilters.export.handler(({ input, context }) => LIST_EDITORS['attachment-filters'].export(context.admin, input.format, input.from)),
    undo: area.attachmentFilters.undo.handler(
      async ({ input, context }) => await LIST_EDITORS['attachment-filters'].undo(context, input.undo, input.confirmed),
    ),
  },
  bannedAddresses: {
    list: area.bannedAddresses.list.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].list(context.admin, input)),
    add: area.bannedAddresses.add.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].add(context, input.entry, input.confirmed)),
    update: area.bannedAddresses.update.handler(
      async ({ input, context }) => await LIST_EDITORS['banned-addresses'].update(context, input.key, input.entry, input.confirmed),
    ),
    remove: area.bannedAddresses.remove.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].remove(context, input.selection)),
    enable: area.bannedAddresses.enable.handler(
      async ({ input, context }) => await LIST_EDITORS['banned-addresses'].enable(context, input.selection, input.enabled),
    ),
    import: area.bannedAddresses.import.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].import(context, input)),
    export: area.bannedAddresses.export.handler(({ input, context }) => LIST_EDITORS['banned-addresses'].export(context.admin, input.format, input.from)),
    undo: area.bannedAddresses.undo.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].undo(context, input.undo, input.confirmed)),
  },
  trustedAddresses: {
    list: area.trustedAddresses.list.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].list(context.admin, input)),
    add: area.trustedAddresses.add.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].add(context, input.entry, input.confirmed)),
    update: area.trustedAddresses.update.handler(
      async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].update(context, input.key, input.entry, input.confirmed),
    ),
    remove: area.trustedAddresses.remove.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].remove(context, input.selection)),
    enable: area.trustedAddresses.enable.handler(
      async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].enable(context, input.selection, input.enabled),
    ),
    import: area.trustedAddresses.import.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].import(context, input)),
    export: area.trustedAddresses.export.handler(({ input, context }) => LIST_EDITORS['trusted-addresses'].export(context.admin, input.format, input.from)),
    undo: area.trustedAddresses.undo.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].undo(context, input.undo, input.confirmed)),
  },
};
