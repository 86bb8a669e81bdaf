/** Admin API, area `settings`: read, change, history, restore. Paths are dotted: `security.smtp-authentication.enabled`. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { procedure } from './errors.ts';

export const revisionSchema = z.object({
  revision: z.number().int(),
  at: z.number(),
  /** Who changed it: `console`, `command line`, `start`. */
  by: z.string(),
  /** The changed paths with old and new value, secrets as `(secret)`. */
  changes: z.array(z.object({ path: z.string(), from: z.json(), to: z.json() })),
});
export type Revision = z.infer<typeof revisionSchema>;

/**
 * Whoever asks has been asked: banned or trusted addresses that could lock somebody out, or let everybody in, are refused with
 * NEEDS_CONFIRMATION without it, as in the area `addresses`.
 */
const confirmed = z.boolean().default(false);

export const settingsContract = {
  /** The document, or the part under `path`; secrets read as "" (not set) or "(secret)" (set). */
  get: procedure
    .input(
      z.object({
        path: z.string().default(''),
        /** False: lists of entries read as empty, so that a window need not fetch 100,000 of them to show a switch. */
        lists: z.boolean().default(true),
      }),
    )
    .output(z.json()),
  /** Sets one value. Refused whole with INVALID if the document would not be valid. */
  set: procedure.input(z.object({ path: z.string().min(1), value: z.json(), confirmed })).output(revisionSchema),
  /** Merges a partial document. */
  import: procedure.input(z.object({ document: z.json(), confirmed })).output(revisionSchema),
  history: procedure.input(z.object({ limit: z.int().min(1).max(1000).default(50) })).output(z.array(revisionSchema)),
  restore: procedure.input(z.object({ revision: z.int().min(1), confirmed })).output(revisionSchema),
  /** The revision in force, now and after each change. */
  watch: procedure.output(eventIterator(z.object({ revision: z.number().int() }))),
};
