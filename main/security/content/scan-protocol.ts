/** What the engine and the scan worker say to each other. */
import type { CompiledAutomaton } from '../filters/automaton-tables.ts';
import type { FilterRules } from '../filters/filter-rules.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';
import type { ScannedContent } from './scanned-content.ts';

/** What a scan looks for besides the header fields everybody asks for. */
export interface ScanWishes {
  readonly attachments: boolean;
}

export type ToWorker =
  | { readonly type: 'compile'; readonly id: number; readonly entries: readonly FilterEntry[] }
  | { readonly type: 'compile-texts'; readonly id: number; readonly texts: readonly string[] }
  | { readonly type: 'open'; readonly scan: number; readonly rules: FilterRules; readonly wishes: ScanWishes }
  /** The first `length` bytes of `buffer`; it comes back when they have been looked through. */
  | { readonly type: 'write'; readonly scan: number; readonly buffer: ArrayBuffer; readonly length: number }
  | { readonly type: 'end'; readonly scan: number }
  | { readonly type: 'abort'; readonly scan: number };

export type FromWorker =
  | { readonly type: 'compiled'; readonly id: number; readonly rules: FilterRules }
  | { readonly type: 'texts-compiled'; readonly id: number; readonly automaton: CompiledAutomaton }
  | { readonly type: 'not-compiled'; readonly id: number; readonly why: string }
  /** So many bytes of a scan have been looked through: there is room for more. */
  | { readonly type: 'taken'; readonly scan: number; readonly buffer: ArrayBuffer; readonly length: number }
  | { readonly type: 'found'; readonly scan: number; readonly content: ScannedContent }
  | { readonly type: 'failed'; readonly scan: number; readonly why: string };
