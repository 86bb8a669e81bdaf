/** Fields that the lists of several options have in common. */
import * as z from 'zod';
import { field } from '../fields.ts';

/** Longest note. */
export const NOTE_CHARACTERS = 1000;

export const noteSchema = z.string().max(NOTE_CHARACTERS).default('').meta(field('Note', 'Why the entry is there.'));

/** An ISO 8601 time, or null for ever. */
export const expiresSchema = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2027-01-31T12:00:00Z, or null' })
  .nullable()
  .default(null)
  .meta(field('Expires', 'The entry counts no more after this time, such as 2027-01-31T12:00:00Z. Null: never.'));
