/** The filters of the settings, compiled: one automaton for all, and what each pattern belongs to. Plain data that goes from thread to thread. */
import { FILTER_SCOPES, type FilterEntry, type FilterScope } from '../../../shared/settings/security/filters.ts';
import type { FilterHit } from '../content/scanned-content.ts';
import type { CompiledAutomaton } from './automaton-tables.ts';
import { compilePatterns } from './compile-patterns.ts';
import { normalisePattern } from './normalise.ts';

export interface FilterRules {
  readonly automaton: CompiledAutomaton;
  /** By pattern: the entry of the settings it was made of. */
  readonly entries: Uint32Array;
  /** By pattern: index into `FILTER_SCOPES`. */
  readonly scopes: Uint8Array;
}

/** Compiles the entries that are in use. Those that expire are compiled, too: time goes on while the settings stay. */
export function compileFilterRules(all: readonly FilterEntry[]): FilterRules {
  const used = all.flatMap(({ text, scope, enabled }, entry) => {
    const pattern = enabled ? normalisePattern(text) : '';
    return pattern === '' ? [] : [{ pattern, scope: FILTER_SCOPES.indexOf(scope), entry }];
  });
  return {
    automaton: compilePatterns(used.map(({ pattern }) => pattern)),
    entries: Uint32Array.from(used, ({ entry }) => entry),
    scopes: Uint8Array.from(used, ({ scope }) => scope),
  };
}

/** True if an entry of this scope matches what was found there. Subject and From are headers, too. */
export function isInScope(scope: FilterScope, where: FilterHit['where']): boolean {
  switch (scope) {
    case 'anywhere':
      return true;
    case 'headers':
      return where === 'headers' || where === 'subject' || where === 'from';
    case 'subject':
    case 'from':
    case 'body':
    case 'urls':
      return scope === where;
  }
}

/** True once the entry counts no more. @param now milliseconds since 1970 */
export function isExpired({ expires }: Pick<FilterEntry, 'expires'>, now: number): boolean {
  return expires !== null && Date.parse(expires) <= now;
}
