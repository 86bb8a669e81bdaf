/** Mailing lists and members as people have them in spreadsheets: each line is judged before anything is created. */
import { mailAddressSchema } from '../../../shared/admin-api/directory.ts';
import { csvRecords, separatorOf } from '../../../shared/lists/csv.ts';
import { domainKey, loginKey } from '../../../shared/mail/address.ts';

export interface ListCsvWords {
  readonly noList: string;
  readonly twice: (line: number) => string;
  readonly taken: string;
  readonly foreignDomain: (domain: string) => string;
  readonly itself: string;
}

export interface KnownLists {
  readonly domains: readonly string[];
  readonly lists: readonly string[];
  /** Addresses of accounts and aliases. */
  readonly taken: readonly string[];
  /** The list of a line that names a member alone. */
  readonly list: string | undefined;
}

export interface MemberLine {
  /** In the text, from 1. */
  readonly line: number;
  readonly list: string;
  readonly member: string;
  readonly name: string;
  /** The list is not there yet. */
  readonly isNew: boolean;
  /** What is wrong with it; such a line is left out. */
  readonly problem: string | undefined;
}

type Field = 'list' | 'member' | 'name';
const STANDARD: readonly (Field | undefined)[] = ['list', 'member', 'name'];

/** Headings by which a column is known, in either language. */
const HEADINGS: Readonly<Record<string, Field>> = {
  list: 'list',
  'mailing list': 'list',
  liste: 'list',
  mailingliste: 'list',
  member: 'member',
  mitglied: 'member',
  address: 'member',
  adresse: 'member',
  email: 'member',
  'e-mail': 'member',
  mail: 'member',
  name: 'name',
};

export function readMembers(text: string, known: KnownLists, words: ListCsvWords): readonly MemberLine[] {
  const plain = text.replace(/^\uFEFF/, '');
  const head = plain.trimStart().split('\n', 1)[0] ?? '';
  const records = [...csvRecords(plain, separatorOf(head) ?? ',')];
  const headings = records[0]?.cells.map((cell) => HEADINGS[cell.trim().toLowerCase()]) ?? [];
  const hasHeadings = headings.includes('member');
  const columns = hasHeadings ? headings : STANDARD;
  const lists = new Set(known.lists.map(loginKey));
  const taken = new Set(known.taken.map(loginKey));
  const seen = new Map<string, number>();
  return records.slice(hasHeadings ? 1 : 0).map(({ line, cells }) => {
    const value = (field: Field): string => cells[columns.indexOf(field)]?.trim() ?? '';
    const alone = !hasHeadings && cells.filter((cell) => cell.trim() !== '').length === 1;
    const member = alone ? (cells.find((cell) => cell.trim() !== '')?.trim() ?? '') : value('member');
    const list = alone || value('list') === '' ? (known.list ?? '') : value('list');
    const key = `${loginKey(list)} ${loginKey(member)}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, line);
    const isNew = !lists.has(loginKey(list));
    const problem =
      problemOfList(list, isNew, taken, known.domains, words) ??
      problemOfMember(member, list, words) ??
      (before === undefined ? undefined : words.twice(before));
    return { line, list, member, name: alone ? '' : value('name'), isNew, problem };
  });
}

function problemOfList(list: string, isNew: boolean, taken: ReadonlySet<string>, domains: readonly string[], words: ListCsvWords): string | undefined {
  if (list === '') return words.noList;
  if (!isNew) return undefined;
  const parsed = mailAddressSchema.safeParse(list);
  if (!parsed.success) return `${list}: ${parsed.error.issues[0]?.message ?? ''}`;
  if (taken.has(loginKey(list))) return words.taken;
  const domain = list.slice(list.lastIndexOf('@') + 1).toLowerCase();
  return domains.some((known) => domainKey(known) === domainKey(domain)) ? undefined : words.foreignDomain(domain);
}

function problemOfMember(member: string, list: string, words: ListCsvWords): string | undefined {
  if (loginKey(member) === loginKey(list)) return words.itself;
  return mailAddressSchema.safeParse(member).error?.issues[0]?.message;
}

/** The lines without a mistake, by list; the first name that one of them gives the list. */
export function byList(
  lines: readonly MemberLine[],
): readonly { readonly list: string; readonly name: string; readonly isNew: boolean; readonly members: readonly string[] }[] {
  const good = lines.filter(({ problem }) => problem === undefined);
  return [...Map.groupBy(good, ({ list }) => loginKey(list)).values()].map((of) => ({
    list: of[0]?.list ?? '',
    name: of.find(({ name }) => name !== '')?.name ?? '',
    isNew: of[0]?.isNew ?? false,
    members: of.map(({ member }) => member),
  }));
}
