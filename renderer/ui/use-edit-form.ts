/**
 * Forms about something that somebody else may change while they are open. Only what the person has changed is sent, with what
 * was there when the form was opened; where the server says that it is not like that any more, the person decides.
 */
import { useRef, useState } from 'react';
import type { DefaultValues, FieldValues, Path } from 'react-hook-form';
import type * as z from 'zod';
import { isChangedElsewhere } from '../client/problems.ts';
import { type ServerForm, useServerForm } from './use-form.ts';

export interface Edit<Thing, Values> {
  /** What the person has seen. */
  readonly seen: Thing;
  /** The fields that the person has changed. */
  readonly changed: ReadonlySet<keyof Values>;
}

/** What somebody else has made of it. */
export interface Elsewhere<Values> {
  /** The fields that differ from what is in the form. */
  readonly fields: readonly (keyof Values & string)[];
  readonly theirs: Values;
  /** What was edited is not there any more: there is nothing of theirs to take. */
  readonly isGone: boolean;
  /** Makes the person's change all the same. */
  readonly keepMine: () => void;
  /** Puts into the form what there is now. */
  readonly takeTheirs: () => void;
}

export interface EditForm<Values extends FieldValues, Output> extends ServerForm<Values, Output> {
  readonly elsewhere: Elsewhere<Values> | undefined;
}

export interface EditFormOptions<Thing, Values extends FieldValues, Output> {
  /** What there was when the form was opened. */
  readonly opened: Thing;
  readonly toValues: (thing: Thing) => Values & DefaultValues<Values>;
  readonly schema: z.ZodType<Output, Values>;
  /** Answers false if nothing was done and the form stays as it is. */
  readonly send: (values: Output, edit: Edit<Thing, Values>) => Promise<unknown>;
  /** Looks at what there is now; undefined if there is nothing any more. */
  readonly look: (values: Output) => Promise<{ readonly now: Thing } | undefined>;
  readonly onDone: () => void;
}

function keysOf<Values extends object>(values: Values): (keyof Values & string)[] {
  return Object.keys(values) as (keyof Values & string)[];
}

export function useEditForm<Thing, Values extends FieldValues, Output>(options: EditFormOptions<Thing, Values, Output>): EditForm<Values, Output> {
  const { opened, toValues, schema, send, look, onDone } = options;
  const seen = useRef(opened);
  const [found, setFound] = useState<{ readonly now: Thing; readonly fields: readonly (keyof Values & string)[] }>();
  const form: ServerForm<Values, Output> = useServerForm<Values, Output>({
    initial: toValues(opened),
    schema,
    send: async (output) => {
      setFound(undefined);
      const typed = form.typed();
      const before = toValues(seen.current);
      try {
        return await send(output, { seen: seen.current, changed: new Set(keysOf(typed).filter((field) => typed[field] !== before[field])) });
      } catch (error) {
        const there = isChangedElsewhere(error) ? await look(output) : undefined;
        if (there === undefined) throw error;
        const theirs = toValues(there.now);
        setFound({ now: there.now, fields: keysOf(typed).filter((field) => theirs[field] !== before[field] && theirs[field] !== typed[field]) });
        return false;
      }
    },
    onDone,
  });

  /** From now on the person has seen what there is; what he has not changed himself is shown like that, too. */
  const accept = (now: Thing, taken: readonly (keyof Values & string)[], focus?: Path<Values>): void => {
    const typed = form.typed();
    const before = toValues(seen.current);
    const theirs = toValues(now);
    const next = { ...typed };
    for (const field of keysOf(typed)) if (typed[field] === before[field] || taken.includes(field)) next[field] = theirs[field];
    seen.current = now;
    setFound(undefined);
    form.refill(next, focus);
  };
  return {
    ...form,
    elsewhere: found && {
      fields: found.fields,
      theirs: toValues(found.now),
      isGone: found.now === undefined,
      keepMine: () => {
        if (found.now === undefined) {
          // Made anew, as all of the form says.
          seen.current = found.now;
          form.submit();
          return;
        }
        accept(found.now, [], found.fields[0] as Path<Values> | undefined);
        form.submit();
      },
      takeTheirs: () => accept(found.now, found.fields, found.fields[0] as Path<Values> | undefined),
    },
  };
}
