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

/** A change that goes back by itself unless somebody says that it may stay: whoever made it may have locked himself out. */
export const trialSchema = z.object({
  /** The revisions on trial, oldest first. */
  revisions: z.array(z.number().int()).min(1),
  /** Milliseconds from now until they are taken back. */
  timeLeft: z.number(),
});
export type Trial = z.infer<typeof trialSchema>;

/** What has become of a revision that was on trial; `stuck` is what nobody kept and what could not be taken back either. */
export const endedTrialSchema = z.object({
  revision: z.number().int(),
  how: z.enum(['kept', 'taken-back', 'not-kept', 'stuck']),
  /** The settings that went back by themselves. */
  paths: z.array(z.string()),
});
export type EndedTrial = z.infer<typeof endedTrialSchema>;

/**
 * Whoever asks has been asked: banned or trusted addresses that could lock somebody out, or let everybody in, are refused with
 * NEEDS_CONFIRMATION without it, as in the area `addresses`. Windows are asked about all of `shared/settings/risks.ts`, too.
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
  /** Sets several values at once: all of them, or none. */
  change: procedure
    .input(
      z.object({
        changes: z
          .array(z.object({ path: z.string().min(1), value: z.json() }))
          .min(1)
          .max(200),
        confirmed,
      }),
    )
    .output(revisionSchema),
  /**
   * Takes back what one revision has changed, and nothing else, as a new revision. Of lists, the entries that it added, removed or
   * changed. CONFLICT names what has been changed again since.
   */
  undo: procedure.input(z.object({ revision: z.int().min(1), confirmed })).output(revisionSchema),
  /** A revision on trial stays, and those on trial before it. NOT_FOUND if it is on trial no more. */
  keep: procedure.input(z.object({ revision: z.int().min(1) })),
  /** Merges a partial document. */
  import: procedure.input(z.object({ document: z.json(), confirmed })).output(revisionSchema),
  /** The newest first; `before` a revision goes on from there. */
  history: procedure.input(z.object({ limit: z.int().min(1).max(1000).default(50), before: z.int().min(1).optional() })).output(z.array(revisionSchema)),
  restore: procedure.input(z.object({ revision: z.int().min(1), confirmed })).output(revisionSchema),
  /** The revision in force, what is on trial, and what of the newest trial is so no more, now and after each change. */
  watch: procedure.output(eventIterator(z.object({ revision: z.number().int(), trial: trialSchema.optional(), ended: z.array(endedTrialSchema) }))),
};
