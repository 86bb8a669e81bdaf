/**
 * How the main thread and a worker of the store talk. A worker offers operations: plain functions of its context and one
 * argument. Calls go over in batches and are answered in their order, so that nothing needs a number.
 */
import type { ErrorNote } from '../sqlite/errors.ts';

/** A table of operations by name. */
export type Operations<Context> = Record<string, (context: Context, args: never) => unknown>;

export type ArgsOf<Table, Name extends keyof Table> = Table[Name] extends (context: never, args: infer Args) => unknown ? Args : never;
export type ResultOf<Table, Name extends keyof Table> = Table[Name] extends (context: never, args: never) => infer Result ? Result : never;

/** One call of any operation of a table: the name decides the type of the arguments. */
export type Call<Table> = { [Name in keyof Table]: { readonly name: Name; readonly args: ArgsOf<Table, Name> } }[keyof Table];

/** The table as a mapped type, which lets the compiler see that a call's name and arguments belong together. */
export type Handlers<Context, Table> = { readonly [Name in keyof Table]: (context: Context, args: ArgsOf<Table, Name>) => ResultOf<Table, Name> };

export type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: ErrorNote };

/** The first answer of a worker, to 'open': it is ready, or could not open its files. */
export type Readiness<Facts> = { readonly ready: true; readonly facts: Facts } | { readonly ready: false; readonly error: ErrorNote };

/** What the main thread sends: first 'open', then calls, at last 'close'. A worker ends by closing its files and then its port. */
export type ToWorker<Table> = { readonly calls: readonly Call<Table>[] } | 'open' | 'close';

/** Runs one call. */
export function perform<Context, Table>(handlers: Handlers<Context, Table>, context: Context, call: Call<Table>): unknown {
  return handlers[call.name](context, call.args);
}
