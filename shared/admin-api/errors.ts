/**
 * The errors of the admin API, a closed list. `INVALID` and `CONFLICT` are for people: they carry the field, the
 * reason, and what to do, and every window and the command line show them as they are.
 */
import { oc } from '@orpc/contract';
import * as z from 'zod';

/** What a message says, in figures: for whoever puts it in words of its own. */
export const factsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** One thing wrong with what a person entered. */
export const problemSchema = z.object({
  /** Path of the field, such as `server.listeners.0.port`; empty for the whole. */
  field: z.string(),
  message: z.string(),
  facts: factsSchema.optional(),
});
export type Problem = z.infer<typeof problemSchema>;

const problems = z.object({ problems: z.array(problemSchema).min(1) });

/** Every procedure of the API starts from here. */
export const procedure = oc.errors({
  /** The input is wrong; nothing was changed. */
  INVALID: { status: 400, data: problems },
  /** The input is right, but does not fit what is there (exists already, still in use). Nothing was changed. */
  CONFLICT: { status: 409, data: problems },
  /**
   * Somebody else has changed what whoever asks has looked at: each problem is a field that is not as `opened` says. Nothing was
   * changed. Look again, and ask again with what there is now as `opened`.
   */
  CHANGED_ELSEWHERE: { status: 409, data: problems },
  /** The input is right, but a person should think again: each problem is a risk, and `field` its id. Nothing was changed; ask again with `confirmed`. */
  NEEDS_CONFIRMATION: { status: 412, data: problems },
  NOT_FOUND: { status: 404, data: problems },
  /** The caller is not signed in. */
  UNAUTHORIZED: { status: 401 },
  /** Something failed inside (disk full, file not readable); the message says what. */
  FAILED: { status: 500, data: problems },
});
