/**
 * What the header section of a part says of its body (RFC 2045, RFC 2183). Fields may be there twice and contradict each
 * other, and clients differ in which they believe: names are taken from all, and of the rest what makes us look into most.
 */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { decodeHeaderText } from './header-words.ts';
import type { HeaderField, LeafInfo } from './mime-visitor.ts';
import { type Parameter, parameterValues, parseParameters, withoutComments } from './parameters.ts';
import type { TransferEncoding } from './transfer-decoder.ts';

export interface PartHeaders {
  readonly info: LeafInfo;
  readonly shape: 'leaf' | 'multipart' | 'attached-message';
  /** All boundaries that are declared, as latin1; possibly none. */
  readonly boundaries: readonly string[];
  /** Never empty; the encoded ones first. */
  readonly encodings: readonly TransferEncoding[];
}

interface ContentType {
  readonly mediaType: string;
  readonly parameters: readonly Parameter[];
}

const TYPE = /^[\s"';]*([^\s/;"',]+)\s*(?:\/\s*([^\s;"',]*))?/;
const ATTACHED_MESSAGES = new Set(['message/rfc822', 'message/global', 'message/news']);

function parseContentType(raw: string): ContentType {
  const whole = raw.replaceAll('\0', '');
  // Comments go from the type only: a parenthesis in a bare file name is none to most clients.
  const semicolon = whole.includes(';') ? whole.indexOf(';') : whole.length;
  const text = withoutComments(whole.slice(0, semicolon)) + whole.slice(semicolon);
  const found = TYPE.exec(text);
  const type = (found?.[1] ?? '').toLowerCase();
  const subtype = (found?.[2] ?? '').toLowerCase();
  const parameters = parseParameters(text.slice(found?.[0].length ?? 0));
  // RFC 2045 section 5.2: what is no type at all is taken for plain text, and that is how it is shown.
  if (type.includes('=')) return { mediaType: 'text/plain', parameters: parseParameters(raw) };
  if (subtype !== '') return { mediaType: `${type}/${subtype}`, parameters };
  // Before MIME was settled mailers wrote `text`; and `multipart` alone says enough, too.
  return { mediaType: type === 'multipart' ? 'multipart/mixed' : 'text/plain', parameters };
}

/** And as it is once its comments are gone (RFC 2045 section 5.1), where that makes it another type: they may have anything in them. */
function readContentType(raw: string): ContentType[] {
  const plain = parseContentType(raw);
  const bare = parseContentType(withoutComments(raw));
  return bare.mediaType === plain.mediaType ? [plain] : [plain, bare];
}

/** Clients written in C end a name at its NUL; all others leave it out. */
function namesBeforeNul(headers: readonly HeaderField[]): string[] {
  const fields = [...named(headers, 'content-type'), ...named(headers, 'content-disposition')].filter((raw) => raw.includes('\0'));
  const parameters = fields.flatMap((raw) => parseParameters(raw.slice(0, raw.indexOf('\0'))));
  return [...parameterValues(parameters, 'name'), ...parameterValues(parameters, 'filename')];
}

/** The higher, the more it makes us look into. */
function weight(mediaType: string): number {
  if (mediaType.startsWith('multipart/')) return 4;
  if (ATTACHED_MESSAGES.has(mediaType)) return 3;
  if (mediaType === 'text/html') return 2;
  return mediaType.startsWith('text/') ? 1 : 0;
}

function transferEncoding(raw: string): TransferEncoding {
  switch (/[a-z0-9-]+/i.exec(withoutComments(raw.replaceAll('\0', '')))?.[0].toLowerCase()) {
    case 'base64':
      return 'base64';
    case 'quoted-printable':
      return 'quoted-printable';
    case 'x-uuencode':
    case 'x-uue':
    case 'uuencode':
    case 'uue':
      return 'uuencode';
    default:
      return 'identity';
  }
}

function named(fields: readonly HeaderField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.raw);
}

/** RFC 2046 section 5.1.1: white space at the end is not of the boundary. */
function boundariesOf(types: readonly ContentType[]): string[] {
  const raw = types.flatMap(({ parameters }) => [
    ...parameters.filter((parameter) => parameter.name === 'boundary').flatMap((parameter) => parameter.values),
    ...parameterValues(parameters, 'boundary').filter((value) => /^[\0-\xff]*$/.test(value)),
  ]);
  const trimmed = raw.map((boundary) => boundary.trimEnd());
  const possible = [...new Set(trimmed)].filter((boundary) => boundary !== '' && boundary.length <= FIXED_LIMITS.mimeBoundaryBytes);
  return possible.slice(0, FIXED_LIMITS.mimeBoundaries);
}

function withoutFields(path: string, headers: readonly HeaderField[], inDigest: boolean): PartHeaders {
  const info = { path, headers, mediaType: inDigest ? 'message/rfc822' : 'text/plain', charset: '', names: [], attachment: false };
  return { info, shape: inDigest ? 'attached-message' : 'leaf', boundaries: [], encodings: ['identity'] };
}

/** @param inDigest the part stands in a multipart/digest, where parts are messages unless they say otherwise (RFC 2046 section 5.1.5). */
export function readPartHeaders(path: string, headers: readonly HeaderField[], inDigest: boolean): PartHeaders {
  // Much mail has none of these, and mail in plain text needs none.
  if (!headers.some(({ name }) => name.startsWith('content-'))) return withoutFields(path, headers, inDigest);
  const types = named(headers, 'content-type').flatMap(readContentType);
  const dispositions = named(headers, 'content-disposition').map((raw) => ({
    attachment: /^[\s"]*attachment\b/i.test(withoutComments(raw.replaceAll('\0', ''))),
    // Without a semicolon in front of it the first word may be a parameter already.
    parameters: parseParameters(raw.trim().replace(/^[^\s;="]*(?=[\s;]|$)(?!\s*=)/, '')),
  }));
  const first: ContentType = { mediaType: inDigest ? 'message/rfc822' : 'text/plain', parameters: [] };
  const chosen = types.reduce((best, type) => (weight(type.mediaType) > weight(best.mediaType) ? type : best), types[0] ?? first);
  const names = [
    ...dispositions.flatMap(({ parameters }) => parameterValues(parameters, 'filename')),
    ...types.flatMap(({ parameters }) => parameterValues(parameters, 'name')),
    // Some mailers mix the two up, and some clients let them.
    ...dispositions.flatMap(({ parameters }) => parameterValues(parameters, 'name')),
    ...types.flatMap(({ parameters }) => parameterValues(parameters, 'filename')),
    ...namesBeforeNul(headers),
  ];
  const encodings = [...new Set(named(headers, 'content-transfer-encoding').map(transferEncoding))];
  const charset = [chosen, ...types].flatMap(({ parameters }) => parameterValues(parameters, 'charset'))[0] ?? '';
  const info: LeafInfo = {
    path,
    headers,
    mediaType: chosen.mediaType,
    charset: decodeHeaderText(charset)
      .replace(/['"\s]/g, '')
      .toLowerCase(),
    names: [...new Set(names)],
    attachment: dispositions.some(({ attachment }) => attachment),
  };
  return {
    info,
    shape: chosen.mediaType.startsWith('multipart/') ? 'multipart' : ATTACHED_MESSAGES.has(chosen.mediaType) ? 'attached-message' : 'leaf',
    boundaries: boundariesOf(types),
    encodings: encodings.length === 0 ? ['identity'] : encodings.toSorted((a, b) => Number(a === 'identity') - Number(b === 'identity')),
  };
}
