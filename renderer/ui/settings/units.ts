/** In what a number of the settings is counted. */
import { SETTABLE_LIMITS } from '../../../shared/limits.ts';

export type Unit = 'bytes' | 'seconds' | 'minutes' | 'hours' | 'days';

/** Ends of the names of fields, and what they count. */
const BY_NAME: readonly (readonly [RegExp, Unit])[] = [
  [/(?:bytes|messageSizeLimit|size)$/i, 'bytes'],
  [/seconds$/i, 'seconds'],
  [/minutes$/i, 'minutes'],
  [/hours$/i, 'hours'],
  [/days$/i, 'days'],
];

/** Undefined for a plain count. */
export function unitOf(path: string): Unit | undefined {
  const name = path.split('.').at(-1) ?? path;
  const limit = path.startsWith('server.limits.') ? Object.entries(SETTABLE_LIMITS).find(([id]) => id === name)?.[1].unit : undefined;
  if (limit === 'bytes' || limit === 'seconds' || limit === 'days') return limit;
  return limit === undefined ? BY_NAME.find(([end]) => end.test(name))?.[1] : undefined;
}

export const MEGABYTE = 1024 * 1024;
