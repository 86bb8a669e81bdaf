/** The texts of events, as they stand in the sources, with `{}` for what is filled in: what the log says. */
import * as ts from 'typescript';
import { filesUnder, read } from './sources.ts';

/** Whose arguments end up in the text of an event. */
const TOLD_BY: ReadonlySet<string> = new Set(
  `note #note noteAction noted told #tell #done #refuseLogin emit
   fault onFault warn report notice #notice #fail onTrouble #onTrouble onEnd
   #log #open #refuse`.split(/\s+/),
);
/** What their functions return, or say of themselves, is a part of such a text. */
const PARTS: ReadonlySet<string> = new Set(
  `queuedFor useText contactText summary noteOf spanOf listed faultText refusedPost playedBack announce
   explainListenError described #described #namedKeys named mapError closed`.split(/\s+/),
);
/** Variables and fields that are put together before the event is made. */
const NAMES: ReadonlySet<string> = new Set('text how why who what detail unreported gone more subject lost note trouble #ending'.split(' '));
/** Errors whose message is logged. */
const ERRORS: ReadonlySet<string> = new Set(['StoreError', 'CertificateError', 'Outage']);
/** All that these say of the data is logged at the start. */
const ALL_LOGGED = /^main\/store\/(?:foreign-log|lost-content|extents\/unknown-end)\.ts$/;
/** What commands and windows say of their own, letters, what checks look at (a trace shows it as it is), and what ends on a terminal. */
const NOT_LOGGED = [
  /^main\/(?:accounts|dns|mime)\//,
  /^main\/delivery\/(?:routing|dsn\/(?:dsn|words)\.ts)/,
  /^main\/desktop\/(?:texts|hosting-texts)\.ts$/,
  /^main\/host\/(?:system-service|system-errors)/,
  /^main\/security\/(?:options|callout|what-if|relay-control\.ts)/,
  /^main\/service\/(?:commands|desktop-runtime)/,
  /^main\/smtp\/simulation\.ts$/,
  /^main\/store\/operations\//,
];

/** Not the name of a kind or of a field, not the body of a letter, and no SQL. */
function isSentence(text: string): boolean {
  return /[a-z]{2}/i.test(text) && text.trimEnd().includes(' ') && !text.includes('\n') && !/^(?:SELECT|PRAGMA) /.test(text);
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
  return undefined;
}

function nameOf(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isIdentifier(node) ? node.text : '';
}

function begins(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    const name = nameOf(node.expression);
    const isRepair = name === 'push' && ts.isPropertyAccessExpression(node.expression) && nameOf(node.expression.expression) === 'repairs';
    return TOLD_BY.has(name) || isRepair;
  }
  if (ts.isNewExpression(node)) return ERRORS.has(nameOf(node.expression));
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return PARTS.has(node.name?.getText() ?? '');
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) return NAMES.has(node.name.getText());
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && NAMES.has(nameOf(node.left));
}

/** Each with the file where it stands. */
export function loggedSentences(): { readonly file: string; readonly sentence: string }[] {
  const files = filesUnder('main', /\.ts$/).filter((file) => !NOT_LOGGED.some((place) => place.test(file)));
  return files.flatMap((file) => {
    const found: { file: string; sentence: string }[] = [];
    const visit = (node: ts.Node, isLogged: boolean): void => {
      const logged = isLogged || begins(node);
      const text = logged ? textOf(node) : undefined;
      if (text !== undefined && isSentence(text)) found.push({ file, sentence: text });
      ts.forEachChild(node, (child) => visit(child, logged));
    };
    visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true), ALL_LOGGED.test(file));
    return found;
  });
}
