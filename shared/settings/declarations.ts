/**
 * The declarations of the settings as data: label, help, kind, bounds and default of each field, read from the schemas. Windows,
 * command palette and menus are made from it, so that a field is declared once and appears everywhere.
 */
import * as z from 'zod';
import { settingsSchema } from './settings.ts';

/** What a person enters in a field. */
export type FieldKind =
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'text'; readonly maxLength: number | undefined }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** A list of texts. */
  | { readonly kind: 'texts' }
  /** A list of whole numbers, in an order that means something. */
  | { readonly kind: 'numbers'; readonly min: number; readonly max: number }
  /** A list of entries with fields of their own, declared under `path[]`. */
  | { readonly kind: 'list' }
  /** A group of fields, which may be absent as a whole where `nullable`. */
  | { readonly kind: 'group' };

export interface Declaration {
  /** Dotted, with `[]` for the places of a list: `security.filters.entries[].text`. */
  readonly path: string;
  readonly label: string;
  readonly help: string;
  readonly secret: boolean;
  /** Null is a value as well: "unlimited", "none". */
  readonly nullable: boolean;
  readonly field: FieldKind;
  /** Undefined where a value must be given. */
  readonly standard: unknown;
  /** Judges a value of this field by itself. */
  readonly schema: z.ZodType;
}

const fieldText = z.object({ label: z.string(), help: z.string(), secret: z.boolean().optional() });
const NO_TEXT = { label: '', help: '', secret: false };

function isWrapper(schema: unknown): schema is z.ZodPrefault | z.ZodDefault | z.ZodNullable | z.ZodOptional {
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable || schema instanceof z.ZodOptional;
}

function textOf(schema: z.ZodType): z.infer<typeof fieldText> | undefined {
  return fieldText.safeParse(schema.meta()).data;
}

interface Unwrapped {
  readonly bare: z.ZodType;
  readonly nullable: boolean;
  readonly text: z.infer<typeof fieldText> | undefined;
}

/** The text stands on the outermost schema that has one. */
function unwrap(schema: z.ZodType, nullable = false, text = textOf(schema)): Unwrapped {
  if (!isWrapper(schema)) return { bare: schema, nullable, text };
  const inner = schema.unwrap();
  if (!(inner instanceof z.ZodType)) return { bare: schema, nullable, text };
  return unwrap(inner, nullable || schema instanceof z.ZodNullable, text ?? textOf(inner));
}

function kindOf(bare: z.ZodType): FieldKind {
  if (bare instanceof z.ZodBoolean) return { kind: 'switch' };
  if (bare instanceof z.ZodNumber) return { kind: 'number', ...boundsOf(bare) };
  if (bare instanceof z.ZodEnum) return { kind: 'choice', choices: bare.options.map(String) };
  if (bare instanceof z.ZodArray) return kindOfList(bare.element);
  if (bare instanceof z.ZodObject) return { kind: 'group' };
  return { kind: 'text', maxLength: bare instanceof z.ZodString ? (bare.maxLength ?? undefined) : undefined };
}

function kindOfList(element: unknown): FieldKind {
  const bare = element instanceof z.ZodType ? unwrap(element).bare : undefined;
  if (bare instanceof z.ZodObject) return { kind: 'list' };
  return bare instanceof z.ZodNumber ? { kind: 'numbers', ...boundsOf(bare) } : { kind: 'texts' };
}

function boundsOf({ minValue, maxValue }: z.ZodNumber): { readonly min: number; readonly max: number } {
  return { min: minValue ?? Number.MIN_SAFE_INTEGER, max: maxValue ?? Number.MAX_SAFE_INTEGER };
}

function standardOf(schema: z.ZodType): unknown {
  const result = schema.safeParse(undefined);
  return result.success ? result.data : undefined;
}

function declarationsOf(schema: z.ZodType, path: string): Declaration[] {
  const { bare, nullable, text } = unwrap(schema);
  const { label, help, secret = false } = text ?? NO_TEXT;
  const own: Declaration = { path, label, help, secret, nullable, field: kindOf(bare), standard: standardOf(schema), schema };
  if (bare instanceof z.ZodObject) return [own, ...fieldsOf(bare, path)];
  if (bare instanceof z.ZodArray && bare.element instanceof z.ZodType) {
    const element = unwrap(bare.element).bare;
    return element instanceof z.ZodObject ? [own, ...fieldsOf(element, `${path}[]`)] : [own];
  }
  return [own];
}

function fieldsOf(object: z.ZodObject, path: string): Declaration[] {
  return Object.entries(object.shape).flatMap(([name, field]) =>
    field instanceof z.ZodType ? declarationsOf(field, path === '' ? name : `${path}.${name}`) : [],
  );
}

/** Every field of the document, groups and lists included, in the order of the schemas. */
export const DECLARATIONS: readonly Declaration[] = fieldsOf(settingsSchema, '');

const byPath = new Map(DECLARATIONS.map((declaration) => [declaration.path, declaration]));

export function declaredField(path: string): Declaration | undefined {
  return byPath.get(path);
}
