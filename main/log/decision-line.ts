/**
 * A decision as one line: a head, which searches judge, and a body, the steps. Escaped text holds no control character,
 * so that these can stand between the parts and nothing needs quoting. The line is made once, on the sessions' thread,
 * and goes as it is to the log thread and into the database. The format is part of the database: a change needs a migration.
 */
import type { TraceStep } from '../../shared/decisions/verdicts.ts';
import { JoinedWords } from './joined-words.ts';
import type { MadeDecision, Mark } from './make-decision.ts';

/** Between the head and the body; the fields of both have a tab between them. */
const BODY = '\u001d';
/** Between the steps of a body. */
const STEP = '\u001e';
/** Between the members of a list. */
const MEMBER = '\u001f';

/** The fields of a head in order; an absent field is empty. */
const HEAD = {
  id: 0,
  at: 1,
  sessionId: 2,
  traceId: 3,
  protocol: 4,
  remoteAddress: 5,
  helo: 6,
  login: 7,
  /** In angle brackets: the null reverse-path is `<>`, and empty is none. */
  reversePath: 8,
  recipients: 9,
  recipientsLeftOut: 10,
  /** Findings, the one that settled it first: `check verdict reason`. */
  marks: 11,
  stage: 12,
  bytes: 13,
  /** After an equals sign; empty where no content is kept. */
  subject: 14,
  from: 15,
  attachments: 16,
  stepsLeftOut: 17,
} as const;

export type HeadFields = readonly string[];
export type StepFields = readonly string[];

export function decisionLine({ decision, marks }: MadeDecision): string {
  const { id, at, sessionId, traceId = '', protocol, remoteAddress, helo, login = '', reversePath, recipients, stage, bytes, content } = decision;
  let line = `${id}\t${at}\t${sessionId}\t${traceId}\t${protocol}\t${remoteAddress}\t${helo}\t${login}\t`;
  line += `${reversePath === undefined ? '' : `<${reversePath}>`}\t${recipients.join(MEMBER)}\t${decision.recipientsLeftOut}\t`;
  line += `${marks.map(markText).join(MEMBER)}\t${stage}\t${bytes ?? ''}\t`;
  line += content === undefined ? '\t\t\t' : `=${content.subject}\t${content.from.join(MEMBER)}\t${content.attachments.join(MEMBER)}\t`;
  line += `${decision.stepsLeftOut}${BODY}`;
  let between = '';
  for (const step of decision.steps) {
    line += between + stepText(step);
    between = STEP;
  }
  return line;
}

function stepText(step: TraceStep): string {
  const { check, stage, input, revision } = step;
  const start = STEP_STARTS.of(check, stage);
  if (step.outcome === 'skipped') return `${start}${revision}\t${input}\t${step.skip}`;
  const finding = FINDINGS.of(step.verdict, step.reason);
  const { entry = '', detail = '' } = step;
  return entry === '' && detail === ''
    ? `${start}${revision}\t${input}${finding}${step.milliseconds}\t\t`
    : `${start}${revision}\t${input}${finding}${step.milliseconds}\t${entry}\t${detail}`;
}

const STEP_STARTS = new JoinedWords((check, stage) => [check, stage, ''].join('\t'));
const FINDINGS = new JoinedWords((verdict, reason) => ['', verdict, reason, ''].join('\t'));
const FINDING_NAMES = new JoinedWords((verdict, reason) => ['', verdict, reason].join(' '));

export function markText({ check, verdict, reason }: Mark): string {
  return check + FINDING_NAMES.of(verdict, reason);
}

/** Head and body of a line. */
export function partsOf(line: string): { readonly head: string; readonly body: string } {
  const end = line.indexOf(BODY);
  return end < 0 ? { head: line, body: '' } : { head: line.slice(0, end), body: line.slice(end + 1) };
}

export function headFields(head: string): HeadFields {
  return head.split('\t');
}

/** One field of a head; empty where there is none. */
export function headField(fields: HeadFields, field: keyof typeof HEAD): string {
  return fields[HEAD[field]] ?? '';
}

/** A field that is a list. */
export function headList(fields: HeadFields, field: keyof typeof HEAD): readonly string[] {
  const text = headField(fields, field);
  return text === '' ? [] : text.split(MEMBER);
}

/** The reverse-path; undefined where there was none. */
export function reversePathOf(fields: HeadFields): string | undefined {
  const text = headField(fields, 'reversePath');
  return text === '' ? undefined : text.slice(1, -1);
}

/** Id and time of a line, without taking it apart. */
export function idAndTime(line: string): { readonly id: number; readonly at: number } {
  const first = line.indexOf('\t');
  return { id: Number(line.slice(0, first)), at: Number(line.slice(first + 1, line.indexOf('\t', first + 1))) };
}

/** The steps of a body: check, stage, revision, input, and then the skip, or verdict, reason, milliseconds, entry and detail. */
export function stepsOf(body: string): readonly StepFields[] {
  return body === '' ? [] : body.split(STEP).map((step) => step.split('\t'));
}
