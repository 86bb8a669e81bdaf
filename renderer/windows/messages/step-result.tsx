/** What a check has answered: verdict and reason. */
import type { TraceStep } from '../../../shared/decisions/verdicts.ts';
import { names, texts } from '../../texts.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { toneOfVerdict } from '../../ui/tone.ts';

export function StepResult({ step }: { readonly step: TraceStep }) {
  const words = texts.messages;
  if (step.outcome === 'skipped') return <ToneLabel tone="plain" text={words.skippedBecause(names.skips[step.skip])} />;
  if (step.verdict === 'pass' && step.reason === 'nothing-wrong') return <ToneLabel tone="good" text={words.nothingWrong} />;
  return (
    <span title={step.reason}>
      <ToneLabel tone={toneOfVerdict(step.verdict)} text={words.decided(names.verdicts[step.verdict], names.reasons[step.reason])} />
    </span>
  );
}
