/** One decision whole: why, what to tell whoever asks, the facts, each check, and what happened afterwards. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Decision } from '../../../shared/decisions/verdicts.ts';
import { settlingStep, whyInWords } from '../../../shared/decisions/why.ts';
import type { LogEvent } from '../../../shared/events.ts';
import { names, texts } from '../../texts.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { toneOfVerdict } from '../../ui/tone.ts';
import { whyWords } from '../../ui/why.ts';
import { DecisionFacts } from './decision-facts.tsx';
import { EventCourse } from './event-course.tsx';
import { StepTable } from './step-table.tsx';
import { TellBox } from './tell-box.tsx';
import { TraceActions } from './trace-actions.tsx';

const words = texts.messages;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: '12px', minWidth: 0 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 14px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere', userSelect: 'text' },
  verdict: { fontWeight: tokens.fontWeightSemibold },
  why: {
    margin: 0,
    padding: '8px 12px',
    borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
    lineHeight: tokens.lineHeightBase400,
    overflowWrap: 'anywhere',
    userSelect: 'text',
  },
  good: { borderLeftColor: tokens.colorStatusSuccessForeground1 },
  watch: { borderLeftColor: tokens.colorStatusWarningForeground3 },
  bad: { borderLeftColor: tokens.colorStatusDangerForeground1 },
  plain: {},
  section: { margin: '0 0 4px', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  quiet: { margin: 0, color: tokens.colorNeutralForeground2 },
});

export interface TraceViewProps {
  readonly decision: Decision;
  /** What happened with the message; undefined where the session is looked at. */
  readonly events?: readonly LogEvent[];
  readonly moreEvents?: boolean;
}

export function TraceView({ decision, events, moreEvents = false }: TraceViewProps) {
  const styles = useStyles();
  const { verdict, content, reversePath, remoteAddress, steps, stepsLeftOut } = decision;
  const tone = toneOfVerdict(verdict);
  const subject = content?.subject ?? '';
  const title = reversePath === undefined ? words.sessionTitle(remoteAddress) : subject === '' ? words.unknownSubject : subject;
  return (
    <article className={styles.root}>
      <div className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        <span className={styles.verdict}>
          <ToneLabel tone={tone} text={names.verdicts[verdict]} />
        </span>
      </div>
      <p className={`${styles.why} ${styles[tone]}`} aria-label={words.why}>
        {whyInWords(decision, whyWords)}
      </p>
      <TraceActions decision={decision} />
      <TellBox decision={decision} />
      <DecisionFacts decision={decision} />
      <Section title={words.checks}>
        <StepTable steps={steps} settled={settlingStep(decision)} />
        {stepsLeftOut > 0 && <p className={styles.quiet}>{words.stepsLeftOut(stepsLeftOut)}</p>}
      </Section>
      {events !== undefined && (
        <Section title={words.course}>
          {events.length === 0 ? <p className={styles.quiet}>{words.nothingAfterwards}</p> : <EventCourse events={events} />}
          {moreEvents && <p className={styles.quiet}>{words.moreEvents}</p>}
        </Section>
      )}
    </article>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <section aria-label={title}>
      <h2 className={styles.section}>{title}</h2>
      {children}
    </section>
  );
}
