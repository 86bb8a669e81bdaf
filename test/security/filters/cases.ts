/** What must and must not be found in the messages of cases/, by scope: the file cases.json. */
import * as z from 'zod';
import { filterScopeSchema } from '../../../shared/settings/security/filters.ts';

const textsByScope = z.partialRecord(filterScopeSchema, z.array(z.string()));
export type TextsByScope = z.infer<typeof textsByScope>;

export const casesSchema = z.record(z.string(), z.strictObject({ match: textsByScope, 'no-match': textsByScope }));
