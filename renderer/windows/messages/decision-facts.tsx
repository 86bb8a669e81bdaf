/** Who, to whom, what and from where: the facts of a decision. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Decision } from '../../../shared/decisions/verdicts.ts';
import { texts } from '../../texts.ts';
import { formatBytes, formatExactTime } from '../../ui/format.ts';

const words = texts.messages;
/** Recipients named one by one. */
const NAMED = 20;

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(340px, 1fr))', columnGap: '16px', margin: 0 },
  fact: { display: 'flex', minHeight: '24px', minWidth: 0 },
  name: { flexShrink: 0, width: '130px', padding: '3px 0', color: tokens.colorNeutralForeground2 },
  value: { minWidth: 0, margin: 0, padding: '3px 0', overflowWrap: 'anywhere', userSelect: 'text', fontFamily: tokens.fontFamilyMonospace },
});

function factsOf(decision: Decision): readonly (readonly [keyof typeof words.facts, string])[] {
  const { at, reversePath, recipients, recipientsLeftOut, content, remoteAddress, helo, login, bytes, traceId, sessionId } = decision;
  const left = recipients.length - NAMED + recipientsLeftOut;
  const named = recipients.slice(0, NAMED);
  const facts: readonly (readonly [keyof typeof words.facts, string | undefined])[] = [
    ['time', formatExactTime(at)],
    ['from', reversePath === '' ? words.blankSender : reversePath],
    ['to', named.length === 0 ? undefined : [...named, ...(left > 0 ? [words.recipientsLeftOut(left)] : [])].join(', ')],
    ['header', content?.from.join(', ')],
    ['client', words.clientSays(remoteAddress, helo)],
    ['login', login],
    ['size', bytes === undefined ? undefined : formatBytes(bytes)],
    ['attachments', content?.attachments.join(', ')],
    ['trace', traceId],
    ['session', sessionId],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}

export function DecisionFacts({ decision }: { readonly decision: Decision }) {
  const styles = useStyles();
  return (
    <dl className={styles.root}>
      {factsOf(decision).map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt className={styles.name}>{words.facts[name]}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
