/** What the simulator is asked: as the form has it, as this browser remembers it, as a link fills it in, as the server is asked. */
import * as z from 'zod';
import { checkRequestSchema, type TriedEntry, triedEntrySchema } from '../../../shared/admin-api/security.ts';
import type { ListId } from '../../../shared/lists/list-formats.ts';
import { filterActionSchema, filterScopeSchema } from '../../../shared/settings/security/filters.ts';
import type { Decision } from '../../../shared/decisions/verdicts.ts';

export const SIMULATED_PROTOCOLS = ['smtp', 'submission', 'submissions'] as const;

const changeSchema = z.object({ path: z.string(), value: z.json() });
/** A setting that is to be tried out. */
export type SettingChange = z.infer<typeof changeSchema>;

const draftEntrySchema = z.discriminatedUnion('list', [
  z.object({ list: z.literal('filters'), text: z.string(), scope: filterScopeSchema, action: filterActionSchema }),
  z.object({ list: z.literal('attachment-filters'), text: z.string(), action: filterActionSchema }),
  z.object({ list: z.literal('banned-addresses'), text: z.string() }),
  z.object({ list: z.literal('trusted-addresses'), text: z.string() }),
]);
export type DraftEntry = z.infer<typeof draftEntrySchema>;

/** What an entry of a list begins with. */
export function newEntry(list: ListId): DraftEntry {
  if (list === 'filters') return { list, text: '', scope: 'anywhere', action: 'reject' };
  return list === 'attachment-filters' ? { list, text: '', action: 'reject' } : { list, text: '' };
}

function triedEntry(draft: DraftEntry): z.input<typeof triedEntrySchema> {
  switch (draft.list) {
    case 'filters':
      return { list: draft.list, entry: { text: draft.text, scope: draft.scope, action: draft.action } };
    case 'attachment-filters':
      return { list: draft.list, entry: { pattern: draft.text.trim(), action: draft.action } };
    case 'banned-addresses':
    case 'trusted-addresses':
      return { list: draft.list, entry: { address: draft.text.trim() } };
  }
}

/** What is wrong with an entry that is to be tried; undefined if nothing is. */
export function entryProblem(draft: DraftEntry): string | undefined {
  return triedEntrySchema.safeParse(triedEntry(draft)).error?.issues[0]?.message;
}

/** Entries that say nothing yet are left out. */
export function triedEntries({ entries }: Pick<SimulatorForm, 'entries'>): TriedEntry[] {
  return entries.filter(({ text }) => text.trim() !== '').flatMap((draft) => triedEntrySchema.safeParse(triedEntry(draft)).data ?? []);
}

const formSchema = z.object({
  protocol: z.enum(SIMULATED_PROTOCOLS),
  remoteAddress: z.string(),
  secure: z.boolean(),
  smtpUtf8: z.boolean(),
  helo: z.string(),
  login: z.string(),
  from: z.string(),
  /** One on each line, or with commas between them. */
  to: z.string(),
  message: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  /** The file it came from; '' if it was typed. */
  fileName: z.string(),
  changes: z.array(changeSchema),
  /** Entries of lists that are to be tried out. While they are typed they may be none yet. */
  entries: z.array(draftEntrySchema),
});
export type SimulatorForm = z.infer<typeof formSchema>;

export const EMPTY_FORM: SimulatorForm = {
  protocol: 'smtp',
  remoteAddress: '192.0.2.1',
  secure: false,
  smtpUtf8: false,
  helo: 'mail.sender.example',
  login: '',
  from: 'someone@sender.example',
  to: '',
  message: '',
  encoding: 'utf8',
  fileName: '',
  changes: [],
  entries: [],
};

const STORAGE_KEY = 'gatepost.simulator';
/** Browsers keep some 5 million characters for a page; a message beyond this is not remembered. */
const REMEMBERED_CHARACTERS = 500_000;

export function rememberedForm(storage: Pick<Storage, 'getItem'>): SimulatorForm {
  try {
    return formSchema.parse(JSON.parse(storage.getItem(STORAGE_KEY) ?? ''));
  } catch {
    // Nothing there, or of another version: one begins anew.
    return EMPTY_FORM;
  }
}

export function rememberForm(storage: Pick<Storage, 'setItem'>, form: SimulatorForm): void {
  const kept = form.message.length > REMEMBERED_CHARACTERS ? { ...form, message: '', fileName: '' } : form;
  storage.setItem(STORAGE_KEY, JSON.stringify(kept));
}

/** The form in the address of a link. */
export interface SimulatorSearch {
  readonly protocol?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly secure?: string | undefined;
  readonly smtpUtf8?: string | undefined;
  readonly helo?: string | undefined;
  readonly login?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const NON_ASCII = /[^\p{ASCII}]/u;

/** A message as it came, to be played again. Its text is not kept with the decision, but for the subject. */
export function simulatorSearchOf(decision: Decision): Record<string, string> {
  const { protocol, remoteAddress, helo, login, reversePath, recipients, reason } = decision;
  // What was declared is not kept: a client that got any further with such addresses had declared it.
  const smtpUtf8 = reason !== 'utf8-needed' && NON_ASCII.test([reversePath, ...recipients].join(''));
  return {
    protocol,
    remoteAddress,
    helo,
    ...(login === undefined ? {} : { login }),
    from: reversePath ?? '',
    to: recipients.join(', '),
    ...(protocol === 'submissions' ? { secure: 'true' } : {}),
    ...(smtpUtf8 ? { smtpUtf8: 'true' } : {}),
  };
}

/** A link fills in all of the client; the settings that are tried out stay as they are. */
export function withSearch(form: SimulatorForm, search: SimulatorSearch): SimulatorForm {
  if (search.remoteAddress === undefined && search.from === undefined && search.to === undefined) return form;
  const protocol = SIMULATED_PROTOCOLS.find((one) => one === search.protocol) ?? 'smtp';
  return {
    ...EMPTY_FORM,
    changes: form.changes,
    entries: form.entries,
    protocol,
    remoteAddress: search.remoteAddress ?? '',
    secure: search.secure === 'true',
    smtpUtf8: search.smtpUtf8 === 'true',
    helo: search.helo ?? '',
    login: search.login ?? '',
    from: search.from ?? '',
    to: search.to ?? '',
  };
}

export function recipientsOf(to: string): string[] {
  return to
    .split(/[\n,;]/)
    .map((recipient) => recipient.trim())
    .filter((recipient) => recipient !== '');
}

/** A document with the changes alone, to be merged into the running settings. */
export function documentOf(changes: readonly SettingChange[]): Record<string, z.core.util.JSONType> {
  const document: Record<string, z.core.util.JSONType> = {};
  for (const { path, value } of changes) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let place = document;
    for (const name of names) {
      const inner = place[name];
      const next = isDocument(inner) ? inner : {};
      place[name] = next;
      place = next;
    }
    place[last] = value;
  }
  return document;
}

function isDocument(value: z.core.util.JSONType | undefined): value is Record<string, z.core.util.JSONType> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the server is asked, without proposed settings. */
export function toCheckRequest(form: SimulatorForm): z.input<typeof checkRequestSchema> {
  const request: z.input<typeof checkRequestSchema> = {
    protocol: form.protocol,
    remoteAddress: form.remoteAddress.trim(),
    secure: form.secure,
    smtpUtf8: form.smtpUtf8,
    from: form.from.trim(),
    to: recipientsOf(form.to),
  };
  if (form.helo.trim() !== '') request.helo = form.helo.trim();
  if (form.login.trim() !== '') request.authName = form.login.trim();
  if (form.message !== '') request.message = { text: form.message, encoding: form.encoding };
  return request;
}

/** What is wrong with the form before anybody is asked, by field. */
export function formProblems(form: SimulatorForm): { readonly field: string; readonly message: string }[] {
  const judged = checkRequestSchema.safeParse(toCheckRequest(form));
  return judged.success ? [] : judged.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
}

/** Bytes turned into characters at a time: all in one call would be more arguments than a call may have. */
const SLICE = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (let at = 0; at < bytes.length; at += SLICE) characters += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(characters);
}

/** Bytes as text where they are UTF-8, else as base64: not a byte may change. */
export function encodeMessage(bytes: Uint8Array): Pick<SimulatorForm, 'message' | 'encoding'> {
  try {
    return { message: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf8' };
  } catch {
    return { message: toBase64(bytes), encoding: 'base64' };
  }
}
