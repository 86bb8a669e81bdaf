/** The sentences that the server says to windows, as they stand in the sources, with `{}` for what is filled in. */
import * as ts from 'typescript';
import { filesUnder, read } from './sources.ts';

/** Errors whose message a window shows. */
const ERRORS: ReadonlySet<string> = new Set([
  'Refusal',
  'DirectoryError',
  'StoreConflict',
  'QuestionReplaced',
  'SealedSecretError',
  'NewerVersionError',
  'SettingsFileError',
]);
/** Methods of a schema whose last argument is what it says to a value that does not fit. */
const JUDGES: ReadonlySet<string> = new Set(['refine', 'min', 'max', 'regex']);
/** Fields of objects that are sentences. */
const FIELDS: ReadonlySet<string> = new Set(['message', 'error']);
/** All texts of these are sentences. */
const ALL_SPOKEN = /^main\/dns\/check\//;
/** What the delivery says of its attempts, which windows show beside the replies of other servers. */
const OF_DELIVERY = /^main\/delivery\/(?:routing|client|runner|policy|content|local-mail)/;
const DELIVERY_ERRORS: ReadonlySet<string> = new Set(['HostTrouble', 'NoWay', 'TlsFailed', 'Error']);
const DELIVERY_FIELDS: ReadonlySet<string> = new Set(['reply', 'why']);
/** Said of itself, and never of an attempt: to the log, or to the MTA-STS check, which has its words elsewhere. */
const NOT_OF_AN_ATTEMPT = /^main\/delivery\/policy\/fetch-policy\.ts$/;
/** Hosts and command line speak English, and know no windows; words and reasons have a German side of their own, that is typed. */
const NOT_SPOKEN = /^(?:main\/(?:service|desktop|host)|shared\/(?:words|decisions))\//;

function isSentence(text: string): boolean {
  return /[a-z] [a-z{]|^[A-Z][a-z]+ /.test(text);
}

/** The text of a literal or template; undefined for anything else. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
  return undefined;
}

function begins(node: ts.Node, isShared: boolean): boolean {
  if (ts.isNewExpression(node)) return ERRORS.has(node.expression.getText());
  if (!ts.isPropertyAssignment(node)) return false;
  const name = node.name.getText();
  return name === 'message' || (isShared && FIELDS.has(name));
}

/** The last argument of a schema's judge. */
function saidOfSchema(node: ts.Node): ts.Node | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || !JUDGES.has(node.expression.name.text)) return undefined;
  return node.arguments.length < 2 ? undefined : node.arguments.at(-1);
}

function sentencesIn(file: string): string[] {
  const found: string[] = [];
  const isShared = file.startsWith('shared/');
  const visit = (node: ts.Node, isSpoken: boolean): void => {
    const spoken = isSpoken || begins(node, isShared);
    const text = spoken ? textOf(node) : undefined;
    if (text !== undefined && isSentence(text)) found.push(text);
    const said = isShared ? saidOfSchema(node) : undefined;
    ts.forEachChild(node, (child) => visit(child, spoken || child === said));
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true), ALL_SPOKEN.test(file));
  return found;
}

/** What is said of attempts at delivery; each with the file where it stands. */
export function deliverySentences(): { readonly file: string; readonly sentence: string }[] {
  const files = filesUnder('main', /\.ts$/).filter((file) => OF_DELIVERY.test(file) && !NOT_OF_AN_ATTEMPT.test(file));
  return files.flatMap((file) => {
    const found: { file: string; sentence: string }[] = [];
    const visit = (node: ts.Node, isSpoken: boolean): void => {
      const begun =
        (ts.isNewExpression(node) && DELIVERY_ERRORS.has(node.expression.getText())) ||
        (ts.isPropertyAssignment(node) && DELIVERY_FIELDS.has(node.name.getText()));
      const text = isSpoken || begun ? textOf(node) : undefined;
      if (text !== undefined && isSentence(text)) found.push({ file, sentence: text });
      ts.forEachChild(node, (child) => visit(child, isSpoken || begun));
    };
    visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true), false);
    return found;
  });
}

/** Each with the file where it stands. */
export function spokenSentences(): { readonly file: string; readonly sentence: string }[] {
  const files = ['main', 'shared'].flatMap((folder) => filesUnder(folder, /\.ts$/)).filter((file) => !NOT_SPOKEN.test(file));
  return files.flatMap((file) => sentencesIn(file).map((sentence) => ({ file, sentence })));
}
