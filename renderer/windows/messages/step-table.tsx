/** The checks of a message or session, stage by stage: what each looked at and found. Those that did not run are folded together. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronDown16Regular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRight16Regular } from '@fluentui/react-icons/svg/chevron-right';
import { useRef, useState } from 'react';
import type { TraceStep } from '../../../shared/decisions/verdicts.ts';
import { type Stage, STAGES } from '../../../shared/security-options.ts';
import { names, texts } from '../../texts.ts';
import { formatMilliseconds } from '../../ui/format.ts';
import { numbered } from '../../ui/numbered.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { whyWords } from '../../ui/why.ts';
import { inputText } from './step-input.ts';
import { StepResult } from './step-result.tsx';

const words = texts.messages;
export type RanStep = Extract<TraceStep, { outcome: 'ran' }>;
type SkippedStep = Extract<TraceStep, { outcome: 'skipped' }>;

export const useStepStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', tableLayout: 'fixed', fontSize: tokens.fontSizeBase200 },
  head: {
    height: '26px',
    padding: '0 8px',
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  stage: { height: '26px', padding: '6px 8px 0', textAlign: 'start', fontWeight: tokens.fontWeightSemibold },
  cell: { padding: '4px 8px', verticalAlign: 'top', overflowWrap: 'anywhere', borderBottom: `1px solid ${tokens.colorNeutralStroke3}` },
  code: { fontFamily: tokens.fontFamilyMonospace },
  // A name breaks between its words, or with a hyphen where the browser knows how.
  name: { overflowWrap: 'break-word', hyphens: 'auto' },
  quiet: { color: tokens.colorNeutralForeground2 },
  found: { backgroundColor: `color-mix(in srgb, ${tokens.colorStatusDangerForeground1} 8%, transparent)` },
  fold: { minWidth: 0, padding: '0 4px', fontWeight: tokens.fontWeightRegular },
});

function aboutOf({ check, input }: TraceStep): string {
  return `${check} ${input}`;
}

/** Below this width the words need the room more than the time, which is in the tooltip of the check, too. */
const ROOM_FOR_TIMES = 850;

export function StepTable({ steps, settled }: { readonly steps: readonly TraceStep[]; readonly settled: TraceStep | undefined }) {
  const styles = useStepStyles();
  const table = useRef<HTMLTableElement>(null);
  const timed = useWidth(table) >= ROOM_FOR_TIMES;
  const columns = timed ? (['check', 'input', 'result', 'entry', 'took'] as const) : (['check', 'input', 'result', 'entry'] as const);
  return (
    <table ref={table} className={styles.table} aria-label={words.checks}>
      <colgroup>
        <col style={{ width: '24%' }} />
        <col style={{ width: '24%' }} />
        <col style={{ width: '27%' }} />
        <col />
        {timed && <col style={{ width: '72px' }} />}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={styles.head}>
              {words.step[column]}
            </th>
          ))}
        </tr>
      </thead>
      {STAGES.map((stage) => {
        const own = steps.filter((step) => step.stage === stage);
        return own.length === 0 ? null : <StageRows key={stage} stage={stage} steps={own} settled={settled} columns={columns.length} />;
      })}
    </table>
  );
}

interface StageRowsProps {
  readonly stage: Stage;
  readonly steps: readonly TraceStep[];
  readonly settled: TraceStep | undefined;
  /** How many there are; the last of five is the time. */
  readonly columns: number;
}

function StageRows({ stage, steps, settled, columns }: StageRowsProps) {
  const styles = useStepStyles();
  const ran = steps.filter((step): step is RanStep => step.outcome === 'ran');
  const skipped = steps.filter((step): step is SkippedStep => step.outcome === 'skipped');
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={columns} className={styles.stage}>
          {words.stages[stage]}
        </th>
      </tr>
      {numbered(ran, aboutOf).map(({ key, item: step }) => (
        <tr key={key} className={step === settled ? styles.found : ''}>
          <td className={mergeClasses(styles.cell, styles.name)} title={formatMilliseconds(step.milliseconds)}>
            {whyWords.check(step.check)}
          </td>
          <td className={mergeClasses(styles.cell, styles.code)}>{inputText(step)}</td>
          <td className={mergeClasses(styles.cell, styles.name)}>
            <StepResult step={step} />
          </td>
          <td className={mergeClasses(styles.cell, styles.code)}>{[step.entry, step.detail].filter((part) => part !== undefined).join(' · ')}</td>
          {columns === 5 && <td className={mergeClasses(styles.cell, styles.quiet)}>{formatMilliseconds(step.milliseconds)}</td>}
        </tr>
      ))}
      {skipped.length > 0 && <Skipped steps={skipped} columns={columns} />}
    </tbody>
  );
}

function Skipped({ steps, columns }: { readonly steps: readonly SkippedStep[]; readonly columns: number }) {
  const styles = useStepStyles();
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr>
        <td colSpan={columns} className={styles.cell}>
          <Button
            size="small"
            appearance="transparent"
            className={styles.fold}
            icon={open ? <ChevronDown16Regular /> : <ChevronRight16Regular />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {words.skipped(steps.length)}
          </Button>
        </td>
      </tr>
      {open &&
        numbered(steps, aboutOf).map(({ key, item: step }) => (
          <tr key={key}>
            <td className={styles.cell}>{whyWords.check(step.check)}</td>
            <td className={mergeClasses(styles.cell, styles.code)}>{inputText(step)}</td>
            <td colSpan={columns - 2} className={styles.cell}>
              <ToneLabel tone="plain" text={words.skippedBecause(names.skips[step.skip])} />
            </td>
          </tr>
        ))}
    </>
  );
}
