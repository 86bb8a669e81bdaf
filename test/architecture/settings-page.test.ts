/**
 * docs/settings.md is made from the settings schema, and this test holds it to that. After a change of the schema:
 * `npm run test:architecture -- -u`, and look at the difference.
 */
import { expect, it } from 'vitest';
import * as z from 'zod';
import { defaultSettings, settingsSchema } from '../../shared/settings/settings.ts';

interface SettingRow {
  readonly path: string;
  readonly label: string;
  readonly help: string;
  readonly standard: string;
}

const fieldText = z.object({ label: z.string().min(1), help: z.string().min(1), secret: z.boolean().optional() });

function isWrapper(schema: unknown): schema is z.ZodPrefault | z.ZodDefault | z.ZodNullable | z.ZodOptional {
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable || schema instanceof z.ZodOptional;
}

function metaOf(schema: unknown): z.infer<typeof fieldText> | undefined {
  return schema instanceof z.ZodType ? fieldText.safeParse(schema.meta()).data : undefined;
}

/** The text stands on the outermost schema that has one. */
function rowsOf(schema: unknown, path: string, standard: unknown, text = metaOf(schema)): SettingRow[] {
  if (isWrapper(schema)) {
    const inner = schema.unwrap();
    const unset = standard === undefined && schema instanceof z.ZodDefault ? schema.def.defaultValue : standard;
    return rowsOf(inner, path, unset, text ?? metaOf(inner));
  }
  const own = text === undefined ? [] : [{ path, ...text, standard: say(standard) }];
  if (schema instanceof z.ZodObject) {
    const values: object = typeof standard === 'object' && standard !== null ? standard : {};
    return [...own, ...Object.entries(schema.shape).flatMap(([name, field]) => rowsOf(field, `${path}.${name}`, Reflect.get(values, name)))];
  }
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject) {
    return [...own, ...rowsOf(schema.element, `${path}[]`, undefined)];
  }
  return own.length > 0 ? own : [{ path, label: '', help: '', standard: say(standard) }];
}

function say(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value) && value.length > 0) return 'see below';
  return `\`${JSON.stringify(value)}\``;
}

const SECTIONS = Object.entries(settingsSchema.shape)
  .filter(([name]) => name !== 'version')
  .map(([name, schema]) => ({ name, rows: rowsOf(schema, name, Reflect.get(defaultSettings(), name)) }));

const cell = (text: string): string => text.replaceAll('|', '\\|');

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
