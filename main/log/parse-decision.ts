/** Lines back into decisions. */
import { type Decision, type DecisionSummary, type TraceStep, decisionSummarySchema, traceStepSchema } from '../../shared/decisions/verdicts.ts';
import { type HeadFields, headField, headList, reversePathOf, stepsOf } from './decision-line.ts';

/** What the head of a line tells; undefined if it was written by a version that knew other checks or reasons. */
export function parseHead(fields: HeadFields): DecisionSummary | undefined {
  const [check, verdict, reason] = (headList(fields, 'marks')[0] ?? '').split(' ');
  const subject = headField(fields, 'subject');
  const reversePath = reversePathOf(fields);
  return decisionSummarySchema.safeParse({
    id: Number(headField(fields, 'id')),
    at: Number(headField(fields, 'at')),
    sessionId: headField(fields, 'sessionId'),
    ...some('traceId', headField(fields, 'traceId')),
    protocol: headField(fields, 'protocol'),
    remoteAddress: headField(fields, 'remoteAddress'),
    helo: headField(fields, 'helo'),
    ...some('login', headField(fields, 'login')),
    ...(reversePath === undefined ? {} : { reversePath }),
    recipients: headList(fields, 'recipients'),
    recipientsLeftOut: Number(headField(fields, 'recipientsLeftOut')),
    check,
    stage: headField(fields, 'stage'),
    verdict,
    reason,
    ...(headField(fields, 'bytes') === '' ? {} : { bytes: Number(headField(fields, 'bytes')) }),
    ...(subject === '' ? {} : { content: { subject: subject.slice(1), from: headList(fields, 'from'), attachments: headList(fields, 'attachments') } }),
    stepsLeftOut: Number(headField(fields, 'stepsLeftOut')),
  }).data;
}

/** The same with the steps. A step that this version does not know counts as left out. */
export function parseDecision(fields: HeadFields, body: string): Decision | undefined {
  const summary = parseHead(fields);
  if (summary === undefined) return undefined;
  const all = stepsOf(body);
  const steps: TraceStep[] = [];
  for (const [check, stage, revision, input, ...more] of all) {
    const base = { check, stage, input, revision: Number(revision) };
    const [verdict, reason, milliseconds, entry, detail] = more;
    const ran = { ...base, outcome: 'ran', verdict, reason, milliseconds: Number(milliseconds), ...some('entry', entry), ...some('detail', detail) };
    const step = traceStepSchema.safeParse(more.length === 1 ? { ...base, outcome: 'skipped', skip: more[0] } : ran);
    if (step.data !== undefined) steps.push(step.data);
  }
  return { ...summary, steps, stepsLeftOut: summary.stepsLeftOut + all.length - steps.length };
}

function some(name: string, text: string | undefined): Record<string, string> {
  return text === undefined || text === '' ? {} : { [name]: text };
}
