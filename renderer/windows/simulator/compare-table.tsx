/** The checks under the running and under the tried settings, side by side; what differs is marked by icon, word and colour. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowSwap16Regular } from '@fluentui/react-icons/svg/arrow-swap';
import type { TraceStep } from '../../../shared/decisions/verdicts.ts';
import { STAGES } from '../../../shared/security-options.ts';
import { texts } from '../../texts.ts';
import { whyWords } from '../../ui/why.ts';
import { inputText } from '../messages/step-input.ts';
import { StepResult } from '../messages/step-result.tsx';
import { useStepStyles } from '../messages/step-table.tsx';
import { compareSteps, type StepPair } from './compare-steps.ts';

const words = texts.simulator;

const useStyles = makeStyles({
  differs: { backgroundColor: `color-mix(in srgb, ${tokens.colorBrandForeground1} 10%, transparent)` },
  mark: { display: 'inline-flex', alignItems: 'center', columnGap: '4px', fontWeight: tokens.fontWeightSemibold },
  entry: { display: 'block' },
});

export function CompareTable({ now, tried }: { readonly now: readonly TraceStep[]; readonly tried: readonly TraceStep[] }) {
  const styles = useStepStyles();
  const pairs = compareSteps(now, tried);
  return (
    <table className={styles.table} aria-label={texts.messages.checks}>
      <colgroup>
        <col style={{ width: '23%' }} />
        <col style={{ width: '20%' }} />
        <col />
        <col />
        <col style={{ width: '84px' }} />
      </colgroup>
      <thead>
        <tr>
          {[texts.messages.step.check, texts.messages.step.input, words.now, words.tried, words.difference].map((name) => (
            <th key={name} scope="col" className={styles.head}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      {STAGES.map((stage) => {
        const own = pairs.filter((pair) => (pair.now ?? pair.tried)?.stage === stage);
        if (own.length === 0) return null;
        return (
          <tbody key={stage}>
            <tr>
              <th scope="rowgroup" colSpan={5} className={styles.stage}>
                {texts.messages.stages[stage]}
              </th>
            </tr>
            {own.map((pair) => (
              <Pair key={pair.key} pair={pair} />
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

function Pair({ pair: { now, tried, differs } }: { readonly pair: StepPair }) {
  const styles = useStepStyles();
  const own = useStyles();
  const step = now ?? tried;
  if (step === undefined) return null;
  return (
    <tr className={differs ? own.differs : ''}>
      <td className={mergeClasses(styles.cell, styles.name)}>{whyWords.check(step.check)}</td>
      <td className={mergeClasses(styles.cell, styles.code)}>{inputText(step)}</td>
      {[now, tried].map((side, place) => (
        <td key={place === 0 ? 'now' : 'tried'} className={mergeClasses(styles.cell, styles.name)}>
          {side === undefined ? words.notReached : <StepResult step={side} />}
          {side?.outcome === 'ran' && side.entry !== undefined && <span className={mergeClasses(styles.code, own.entry)}>{side.entry}</span>}
        </td>
      ))}
      <td className={styles.cell}>
        {differs && (
          <span className={own.mark}>
            <ArrowSwap16Regular aria-hidden />
            {words.differs}
          </span>
        )}
      </td>
    </tr>
  );
}
