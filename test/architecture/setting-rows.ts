/** The fields of a settings schema as documentation shows them: path, label, help and default. */
import * as z from 'zod';

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
export function rowsOf(schema: unknown, path: string, standard: unknown, text = metaOf(schema)): SettingRow[] {
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

/** Text for a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|');
