import { expect, test } from 'vitest';
import { type MigrationStep, NewerVersionError, migrateSettings } from '../../main/settings/migrations.ts';
import { validSettings } from '../../main/settings/validation.ts';
import { defaultSettings } from '../../shared/settings/settings.ts';

const STEPS: Record<number, MigrationStep> = {
  1: ({ old, ...rest }) => ({ ...rest, ...(old === undefined ? {} : { new: old }) }),
  2: (document) => ({ ...document, seen: true }),
};

test('an old document is led step by step to the present', () => {
  expect(migrateSettings({ version: 1, old: 7, other: 'x' }, STEPS, 3)).toEqual({ version: 3, new: 7, other: 'x', seen: true });
  expect(migrateSettings({ version: 2, other: 'x' }, STEPS, 3)).toEqual({ version: 3, other: 'x', seen: true });
  expect(migrateSettings({ version: 3, old: 7 }, STEPS, 3)).toEqual({ version: 3, old: 7 });
});

test('a partial document of today needs no version', () => {
  expect(migrateSettings({ other: 'x' }, STEPS, 3)).toEqual({ other: 'x' });
});

test('a newer document is refused', () => {
  expect(() => migrateSettings({ version: 4 }, STEPS, 3)).toThrow(NewerVersionError);
});

test.each([0, -1, 1.5, Number.NaN])('version %s never was, and is left to validation', (version) => {
  expect(() => validSettings(migrateSettings({ version }))).toThrow(/version: must be 1/);
});

test('a document of version 1 is valid today', () => {
  expect(validSettings(migrateSettings({ version: 1 }))).toEqual(defaultSettings());
});
