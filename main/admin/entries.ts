/** Admin service, area `entries`: the lists of the Security menu, each with the same calls (entries/list-editor.ts). */
import { LIST_EDITORS } from './entries/list-editor.ts';
import { implementation } from './procedures.ts';

const { entries: area } = implementation;

export const entries = {
  filters: {
    list: area.filters.list.handler(async ({ input, context }) => await LIST_EDITORS.filters.list(context.admin, input)),
    add: area.filters.add.handler(async ({ input, context }) => await LIST_EDITORS.filters.add(context, input.entry, input.confirmed)),
    update: area.filters.update.handler(async ({ input, context }) => await LIST_EDITORS.filters.update(context, input.key, input.entry, input.confirmed)),
    remove: area.filters.remove.handler(async ({ input, context }) => await LIST_EDITORS.filters.remove(context, input.selection)),
    enable: area.filters.enable.handler(async ({ input, context }) => await LIST_EDITORS.filters.enable(context, input.selection, input.enabled)),
    import: area.filters.import.handler(async ({ input, context }) => await LIST_EDITORS.filters.import(context, input)),
    export: area.filters.export.handler(({ input, context }) => LIST_EDITORS.filters.export(context.admin, input.format, input.from)),
    undo: area.filters.undo.handler(async ({ input, context }) => await LIST_EDITORS.filters.undo(context, input.undo)),
  },
  'attachment-filters': {
    list: area['attachment-filters'].list.handler(async ({ input, context }) => await LIST_EDITORS['attachment-filters'].list(context.admin, input)),
    add: area['attachment-filters'].add.handler(
      async ({ input, context }) => await LIST_EDITORS['attachment-filters'].add(context, input.entry, input.confirmed),
    ),
    update: area['attachment-filters'].update.handler(
      async ({ input, context }) => await LIST_EDITORS['attachment-filters'].update(context, input.key, input.entry, input.confirmed),
    ),
    remove: area['attachment-filters'].remove.handler(async ({ input, context }) => await LIST_EDITORS['attachment-filters'].remove(context, input.selection)),
    enable: area['attachment-filters'].enable.handler(
      async ({ input, context }) => await LIST_EDITORS['attachment-filters'].enable(context, input.selection, input.enabled),
    ),
    import: area['attachment-filters'].import.handler(async ({ input, context }) => await LIST_EDITORS['attachment-filters'].import(context, input)),
    export: area['attachment-filters'].export.handler(({ input, context }) =>
      LIST_EDITORS['attachment-filters'].export(context.admin, input.format, input.from),
    ),
    undo: area['attachment-filters'].undo.handler(async ({ input, context }) => await LIST_EDITORS['attachment-filters'].undo(context, input.undo)),
  },
  'banned-addresses': {
    list: area['banned-addresses'].list.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].list(context.admin, input)),
    add: area['banned-addresses'].add.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].add(context, input.entry, input.confirmed)),
    update: area['banned-addresses'].update.handler(
      async ({ input, context }) => await LIST_EDITORS['banned-addresses'].update(context, input.key, input.entry, input.confirmed),
    ),
    remove: area['banned-addresses'].remove.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].remove(context, input.selection)),
    enable: area['banned-addresses'].enable.handler(
      async ({ input, context }) => await LIST_EDITORS['banned-addresses'].enable(context, input.selection, input.enabled),
    ),
    import: area['banned-addresses'].import.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].import(context, input)),
    export: area['banned-addresses'].export.handler(({ input, context }) => LIST_EDITORS['banned-addresses'].export(context.admin, input.format, input.from)),
    undo: area['banned-addresses'].undo.handler(async ({ input, context }) => await LIST_EDITORS['banned-addresses'].undo(context, input.undo)),
  },
  'trusted-addresses': {
    list: area['trusted-addresses'].list.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].list(context.admin, input)),
    add: area['trusted-addresses'].add.handler(
      async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].add(context, input.entry, input.confirmed),
    ),
    update: area['trusted-addresses'].update.handler(
      async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].update(context, input.key, input.entry, input.confirmed),
    ),
    remove: area['trusted-addresses'].remove.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].remove(context, input.selection)),
    enable: area['trusted-addresses'].enable.handler(
      async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].enable(context, input.selection, input.enabled),
    ),
    import: area['trusted-addresses'].import.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].import(context, input)),
    export: area['trusted-addresses'].export.handler(({ input, context }) => LIST_EDITORS['trusted-addresses'].export(context.admin, input.format, input.from)),
    undo: area['trusted-addresses'].undo.handler(async ({ input, context }) => await LIST_EDITORS['trusted-addresses'].undo(context, input.undo)),
  },
};
