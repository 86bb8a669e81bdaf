/**
 * Lists of accounts as people have them: CSV (RFC 4180) with commas, semicolons or tabs, with or without a line of headings.
 * Every line is judged before anything is created.
 */
import { mailAddressSchema, passwordSchema } from '../../../shared/admin-api/directory.ts';
import { domainKey, loginKey } from '../../../shared/mail/address.ts';

export interface CsvWords {
  readonly tooFewColumns: string;
  readonly twice: (line: number) => string;
  readonly exists: string;
  readonly foreignDomain: (domain: string) => string;
  readonly nameTooLong: string;
  readonly quotaWrong: string;
}

export interface ImportLine {
  /** In the file, from 1. */
  readonly line: number;
  readonly address: string;
  readonly name: string;
  /** '' where one is to be made up. */
  readonly password: string;
  readonly quotaBytes: number | null;
  /** What is wrong with it; such a line is left out. */
  readonly problem: string | undefined;
}

export interface KnownDirectory {
  readonly domains: readonly string[];
  readonly accounts: readonly string[];
}

type Field = 'address' | 'name' | 'password' | 'quota';
const MIB = 1024 * 1024;
const NAME_CHARACTERS = 200;
/** The columns of a file without headings. */
const STANDARD: readonly (Field | undefined)[] = ['address', 'name', 'password', 'quota'];

/** Headings by which a column is known, in either language. */
const HEADINGS: Readonly<Record<string, Field>> = {
  address: 'address',
  adresse: 'address',
  email: 'address',
  'e-mail': 'address',
  mail: 'address',
  account: 'address',
  konto: 'address',
  name: 'name',
  'full name': 'name',
  owner: 'name',
  inhaber: 'name',
  password: 'password',
  passwort: 'password',
  kennwort: 'password',
  quota: 'quota',
  'quota mb': 'quota',
  mb: 'quota',
};

/** Rows of fields, each with the line it begins in. A quoted field may hold separators, line ends and doubled quotes. */
export function parseCsv(text: string): readonly { readonly line: number; readonly fields: readonly string[] }[] {
  const separator = separatorOf(text);
  const rows: { line: number; fields: string[] }[] = [];
  let [fields, field, quoted, line, began]: [string[], string, boolean, number, number] = [[], '', false, 1, 1];
  const endRow = (): void => {
    fields.push(field);
    if (fields.some((value) => value.trim() !== '')) rows.push({ line: began, fields });
    [fields, field, began] = [[], '', line + 1];
  };
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place] ?? '';
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[place + 1] === '"') {
        field += '"';
        place += 1;
      } else quoted = false;
    } else if (character === '"' && field.trim() === '') [quoted, field] = [true, ''];
    else if (character === separator) {
      fields.push(field);
      field = '';
    } else if (character === '\n') endRow();
    else if (character !== '\r') field += character;
    if (character === '\n') line += 1;
  }
  endRow();
  return rows;
}

const SEPARATORS = [';', ',', '\t'] as const;

/** The one that the first line has most of; where that has none, the whole text. */
function separatorOf(text: string): string {
  const [first = ''] = text.split('\n', 1);
  const sample = SEPARATORS.some((separator) => first.includes(separator)) ? first : text;
  const count = (separator: string): number => sample.split(separator).length;
  return SEPARATORS.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
}

export function readAccounts(text: string, known: KnownDirectory, words: CsvWords): readonly ImportLine[] {
  // A byte order mark, as spreadsheets write it.
  const rows = parseCsv(text.replace(/^\uFEFF/, ''));
  const headings = rows[0]?.fields.map((heading) => HEADINGS[heading.trim().toLowerCase()]);
  const hasHeadings = headings?.includes('address') === true;
  const columns = hasHeadings ? headings : STANDARD;
  const accounts = new Set(known.accounts.map(loginKey));
  const seen = new Map<string, number>();
  return rows.slice(hasHeadings ? 1 : 0).map(({ line, fields }) => {
    const value = (field: Field): string => fields[columns.indexOf(field)]?.trim() ?? '';
    // Spaces in a password are part of it.
    const password = fields[columns.indexOf('password')] ?? '';
    const address = value('address');
    const key = loginKey(address);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, line);
    const quota = quotaOf(value('quota'));
    const problem =
      problemOfAddress(address, before, accounts, known.domains, words) ??
      problemOfPassword(password) ??
      (value('name').length > NAME_CHARACTERS ? words.nameTooLong : undefined) ??
      (quota === undefined ? words.quotaWrong : undefined);
    return { line, address, name: value('name'), password, quotaBytes: quota ?? null, problem };
  });
}

function problemOfAddress(
  address: string,
  before: number | undefined,
  accounts: ReadonlySet<string>,
  domains: readonly string[],
  words: CsvWords,
): string | undefined {
  const parsed = mailAddressSchema.safeParse(address);
  if (!parsed.success) return parsed.error.issues[0]?.message ?? words.tooFewColumns;
  if (before !== undefined) return words.twice(before);
  if (accounts.has(loginKey(address))) return words.exists;
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return domains.some((known) => domainKey(known) === domainKey(domain)) ? undefined : words.foreignDomain(domain);
}

function problemOfPassword(password: string): string | undefined {
  if (password.trim() === '') return undefined;
  return passwordSchema.safeParse(password).error?.issues[0]?.message;
}

/** Megabytes; null is unlimited, undefined is no number. */
function quotaOf(text: string): number | null | undefined {
  if (text === '') return null;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) * MIB : undefined;
}

/** A field for a spreadsheet: quoted, and what it would take for a formula made a text. */
function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function passwordList(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, ...rows].map((row) => `${row.map((field) => csvField(field)).join(',')}\r\n`).join('');
}
