/** A text for the person who asks what became of a message: in plain language, to be sent as it is. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Decision } from '../../../shared/decisions/verdicts.ts';
import { whatToDo, whatToTell } from '../../../shared/decisions/why.ts';
import { texts } from '../../texts.ts';
import { whyWords } from '../../ui/why.ts';
import { CopyButton } from '../../ui/copy-button.tsx';

const useStyles = makeStyles({
  root: { border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium },
  head: { display: 'flex', alignItems: 'center', columnGap: '8px', padding: '2px 4px 2px 10px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  title: { margin: 0, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold },
  hint: { flex: 1, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  text: { margin: 0, padding: '6px 10px', whiteSpace: 'pre-line', overflowWrap: 'anywhere', userSelect: 'text', lineHeight: tokens.lineHeightBase300 },
});

export function TellBox({ decision }: { readonly decision: Decision }) {
  const styles = useStyles();
  const words = texts.messages;
  const advice = whatToDo(decision, whyWords);
  const text = [whatToTell(decision, whyWords), ...(advice === undefined ? [] : [advice])].join('\n\n');
  return (
    <section className={styles.root} aria-label={words.tell}>
      <div className={styles.head}>
        <h2 className={styles.title}>{words.tell}</h2>
        <span className={styles.hint}>{words.tellHint}</span>
        <CopyButton label={words.copyTell} text={text}>
          {words.copyTell}
        </CopyButton>
      </div>
      <p className={styles.text}>{text}</p>
    </section>
  );
}
