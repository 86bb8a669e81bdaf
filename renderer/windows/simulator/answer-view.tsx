/** What the server would do: the verdict in a sentence, the reply, each recipient. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { CheckAnswer } from '../../../shared/admin-api/security.ts';
import { names, texts } from '../../texts.ts';
import { numbered } from '../../ui/numbered.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { toneOfVerdict } from '../../ui/tone.ts';
import { whyWords } from '../../ui/why.ts';
import { whyInWords } from '../../../shared/decisions/why.ts';

const words = texts.simulator;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: '6px', minWidth: 0, padding: '8px 12px', backgroundColor: tokens.colorNeutralBackground2 },
  title: { margin: 0, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground2 },
  verdict: { fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  text: { margin: 0, lineHeight: tokens.lineHeightBase300, overflowWrap: 'anywhere', userSelect: 'text' },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  list: { margin: 0, padding: 0, listStyleType: 'none' },
});

export function AnswerView({ title, answer }: { readonly title: string; readonly answer: CheckAnswer }) {
  const styles = useStyles();
  const { verdict, decision, reply, recipients } = answer;
  return (
    <section className={styles.root} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <span className={styles.verdict}>
        <ToneLabel tone={toneOfVerdict(verdict)} text={names.verdicts[verdict]} />
      </span>
      <p className={styles.text}>
        {answer.accepted === 'some'
          ? words.someAccepted(recipients.filter(({ accepted }) => accepted).length, recipients.length)
          : whyInWords(decision, whyWords)}
      </p>
      <p className={`${styles.text} ${styles.code}`}>{reply === null ? words.noReply : words.reply(`${reply.code} ${reply.enhanced} ${reply.text}`)}</p>
      {recipients.length > 1 && (
        <ul className={styles.list}>
          {numbered(recipients, ({ recipient }) => recipient).map(({ key, item: { recipient, accepted, reply: answered } }) => (
            <li key={key}>
              <ToneLabel tone={accepted ? 'good' : 'bad'} text={`${recipient}: ${answered.code} ${answered.text}`} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
