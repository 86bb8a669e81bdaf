/** What happened with a message, one line an event: accepted, queued, each attempt, mailbox, fetched. What was said on the wire is in the log. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { LogEvent } from '../../../shared/events.ts';
import { names, saidOfEvent, texts } from '../../texts.ts';
import { formatExactTime } from '../../ui/format.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { toneOfKind } from '../../ui/tone.ts';

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none', fontSize: tokens.fontSizeBase200 },
  entry: {
    display: 'grid',
    gridTemplateColumns: '196px 190px minmax(0, 1fr)',
    columnGap: '8px',
    alignItems: 'center',
    padding: '4px 8px',
    minHeight: '28px',
    boxSizing: 'border-box',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  time: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  text: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

export function EventCourse({ events }: { readonly events: readonly LogEvent[] }) {
  const styles = useStyles();
  return (
    <ol className={styles.list} aria-label={texts.messages.course}>
      {events
        .filter(({ kind }) => kind !== 'command' && kind !== 'reply')
        .map((event) => (
          <li key={event.id} className={styles.entry}>
            <time className={styles.time} dateTime={new Date(event.at).toISOString()}>
              {formatExactTime(event.at)}
            </time>
            <ToneLabel tone={toneOfKind(event.kind)} text={names.eventKinds[event.kind]} />
            <span className={styles.text}>
              {event.account === undefined || event.text.includes(event.account) ? saidOfEvent(event) : `${event.account}: ${saidOfEvent(event)}`}
            </span>
          </li>
        ))}
    </ol>
  );
}
