import { expect, test } from 'vitest';
import * as z from 'zod';
import { secretPaths, withSecretsOf, withoutSecrets } from '../../main/settings/secrets.ts';
import { field, secretField } from '../../shared/settings/fields.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';

const schema = z.object({
  key: z.string().default('').meta(secretField('Key', '')),
  inner: z.object({ token: z.string().meta(secretField('Token', '')), note: z.string().meta(field('Note', '')) }).nullable(),
  logins: z.array(z.object({ name: z.string(), password: z.string().default('').meta(secretField('Password', '')) })),
});
const paths = secretPaths(schema);

test('the secrets of a schema are found by their mark, through nullable objects and lists', () => {
  expect(paths).toEqual([['key'], ['inner', 'token'], ['logins', '*', 'password']]);
  expect(secretPaths(settingsSchema)).toContainEqual(['delivery', 'smartHost', 'password']);
});

test('secrets in lists follow their entry, not its place', () => {
  const inForce = {
    key: 'k',
    inner: null,
    logins: [
      { name: 'a', password: 'pa' },
      { name: 'b', password: 'pb' },
    ],
  };
  expect(withoutSecrets(inForce, [], paths)).toEqual({
    key: '(secret)',
    inner: null,
    logins: [
      { name: 'a', password: '(secret)' },
      { name: 'b', password: '(secret)' },
    ],
  });
  const written = {
    key: '(secret)',
    inner: { token: '(secret)', note: '(secret)' },
    logins: [
      { name: 'b', password: '(secret)' },
      { name: 'c', password: '(secret)' },
      { name: 'a', password: 'new' },
    ],
  };
  expect(withSecretsOf(written, inForce, paths)).toEqual({
    key: 'k',
    inner: { token: '', note: '(secret)' },
    logins: [
      { name: 'b', password: 'pb' },
      { name: 'c', password: '' },
      { name: 'a', password: 'new' },
    ],
  });
});

test('entries are known by the first field of the schema, whatever the order in what is written', () => {
  const inForce = {
    logins: [
      { name: 'a', password: 'pa', note: 'scanner' },
      { name: 'b', password: 'pb', note: 'scanner' },
    ],
  };
  const written = {
    logins: [
      { note: 'scanner', password: '(secret)', name: 'b' },
      { password: '(secret)', name: 'a' },
      { note: 'scanner', password: '(secret)', name: 'c' },
      { note: 'scanner', password: '(secret)' },
    ],
  };
  expect(withSecretsOf(written, inForce, paths)).toEqual({
    logins: [
      { note: 'scanner', password: 'pb', name: 'b' },
      { password: 'pa', name: 'a' },
      { note: 'scanner', password: '', name: 'c' },
      { note: 'scanner', password: '' },
    ],
  });
});
