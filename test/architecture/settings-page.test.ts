/**
 * docs/settings.md is made from the settings schema, and this test holds it to that. After a change of the schema:
 * `npm run test:architecture -- -u`, and look at the difference.
 */
import { expect, it } from 'vitest';
import { defaultSettings, settingsSchema } from '../../shared/settings/settings.ts';
import { cell, rowsUnder } from './setting-rows.ts';

const SECTIONS = Object.keys(settingsSchema.shape)
  .filter((name) => name !== 'version')
  .map((name) => ({ name, rows: rowsUnder(name) }));

function page(): string {
  const tables = SECTIONS.map(({ name, rows }) =>
    [
      `## ${name}`,
      '',
      '| setting | default | |',
      '|---|---|---|',
      ...rows.map(({ path, label, help, standard }) => `| \`${path}\` | ${cell(standard)} | **${cell(label)}.** ${cell(help)} |`),
    ].join('\n'),
  );
  const listeners = defaultSettings().server.listeners.map(({ protocol, port, tls }) => `| ${protocol} | ${port} | ${tls} |`);
  return [
    '# Settings',
    '',
    'Everything that can be set, with its default. A setting is changed in its window, with `gatepost settings set PATH VALUE`, or for many at once with',
    '`gatepost settings import FILE`. Changes are checked whole before anything is changed, take effect at once, and each revision is kept (`gatepost settings history`).',
    'Items of a list are written as `name[]`.',
    '',
    ...tables.flatMap((table) => [table, '']),
    '## Listeners of a fresh server',
    '',
    '| protocol | port | encryption |',
    '|---|---|---|',
    ...listeners,
    '',
  ].join('\n');
}

it('each setting has a label and a help text', () => {
  const silent = SECTIONS.flatMap(({ rows }) => rows).filter(({ label, help }) => label === '' || help === '');
  expect(silent).toEqual([]);
});

it('docs/settings.md says what the schema says', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/settings.md');
});
