/** Failures of the admin API, put so that a window can show each at the field it is about. */
import { ORPCError } from '@orpc/client';
import * as z from 'zod';
import { type Problem, problemSchema } from '../../shared/admin-api/errors.ts';
import { said, texts } from '../texts.ts';
import { NotConnectedError } from './admin-client.ts';

const withProblems = z.object({ problems: z.array(problemSchema).min(1) });

/** What went wrong, as the problems that the server named, or one of the whole if it named none. */
export function problemsOf(error: unknown): Problem[] {
  if (error instanceof ORPCError) {
    const named = withProblems.safeParse(error.data);
    if (named.success) return named.data.problems;
    return [{ field: '', message: texts.failure.failed(error.message) }];
  }
  if (error instanceof PartlyUndoneError) return [{ field: '', message: error.message }];
  if (error instanceof NotConnectedError) return [{ field: '', message: texts.failure.notConnected }];
  if (error instanceof Error && error.name === 'AbortError') return [{ field: '', message: texts.failure.cutOff }];
  return [{ field: '', message: texts.failure.failed(error instanceof Error ? error.message : String(error)) }];
}

/** What a person should think about before several changes are made that the server was asked about one by one. */
export class RisksError extends Error {
  override readonly name = 'RisksError';
  readonly risks: readonly Problem[];

  constructor(risks: readonly Problem[]) {
    super(risks.map(({ message }) => message).join(' '));
    this.risks = risks;
  }
}

/** Something could not be taken back as a whole: what is left of it still can be, by the same call. */
export class PartlyUndoneError extends Error {
  override readonly name = 'PartlyUndoneError';
  /** Names of what was taken back. */
  readonly undone: readonly string[];

  /** @param left what was not taken back, and why */
  constructor(undone: readonly string[], left: string) {
    super(texts.failure.partlyUndone(undone, left));
    this.undone = undone;
  }
}

const withUndone = z.object({ problems: z.array(z.object({ facts: z.object({ undone: z.number().min(1) }) })).min(1) });

/** True if the failure is that of an undo, and a part of it was done all the same. */
export function isPartlyUndone(error: unknown): boolean {
  if (error instanceof PartlyUndoneError) return error.undone.length > 0;
  return error instanceof ORPCError && withUndone.safeParse(error.data).success;
}

/** What a person should think about before the change is made; undefined if the failure is about something else. */
export function risksIn(error: unknown): readonly Problem[] | undefined {
  if (error instanceof RisksError) return error.risks;
  return error instanceof ORPCError && error.code === 'NEEDS_CONFIRMATION' ? problemsOf(error) : undefined;
}

/** True if somebody else has changed meanwhile what was to be changed. */
export function isChangedElsewhere(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'CHANGED_ELSEWHERE';
}

/** A newer question has taken the place of this one: no failure, the answer to that one is coming. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'CONFLICT';
}

/** True if the connection went before the answer came: the window says so in one place, and reads again once it is back. */
export function isConnectionLoss(error: unknown): boolean {
  return error instanceof NotConnectedError || (error instanceof Error && error.name === 'AbortError');
}

/** All problems as sentences in one text, for places without fields. What is said of several fields is said once. */
export function failureText(error: unknown): string {
  return [...new Set(problemsOf(error).map((problem) => sentence(problem.message)))].join(' ');
}

/** A message in the language of the window. Those of the schemas begin with "must …": they stand alone here, so as a sentence. A name is left as it is. */
export function sentence(message: string): string {
  const text = said(message.trim());
  const begun = /^\p{L}+(?=\s|$)/u.test(text) ? text.slice(0, 1).toLocaleUpperCase() + text.slice(1) : text;
  return `${begun}${/[.!?…]$/u.test(text) ? '' : '.'}`;
}
