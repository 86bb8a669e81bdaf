/** A held message below the list: who and why, then its text, its HTML made safe, its header, and its source. */
import { Link, makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HeldMessage, MessagePreview as Preview } from '../../../shared/admin-api/quarantine.ts';
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { failureText } from '../../client/problems.ts';
import { names, texts } from '../../texts.ts';
import { formatBytes, formatDateTime } from '../../ui/format.ts';
import { traceAddress } from '../../ui/what-if/trace-address.ts';
import { MessageFrame } from './message-frame.tsx';

const words = texts.quarantine.preview;
const VIEWS = ['text', 'html', 'headers', 'source'] as const;
type View = (typeof VIEWS)[number];

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    flex: '1 1 55%',
    minHeight: '200px',
    borderTop: `1px solid ${tokens.colorNeutralStroke1}`,
    fontSize: tokens.fontSizeBase200,
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    columnGap: '12px',
    rowGap: '2px',
    margin: 0,
    padding: '6px 12px',
    maxHeight: '40%',
    overflow: 'auto',
  },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  tabs: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, paddingLeft: '4px' },
  content: { flex: 1, minHeight: 0, overflow: 'auto', ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' } },
  plain: { margin: 0, padding: '8px 12px', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontFamily: tokens.fontFamilyMonospace },
  note: { margin: 0, padding: '8px 12px', color: tokens.colorNeutralForeground2 },
});

export function MessagePreview({ message }: { readonly message: HeldMessage }) {
  const styles = useStyles();
  const client = useAdminClient();
  const [view, setView] = useState<View>('text');
  const preview = useQuery({
    queryKey: ['quarantine', 'preview', message.id],
    queryFn: () => client.quarantine.preview({ id: message.id }),
    staleTime: Infinity,
  });
  const whole = useQuery({
    queryKey: ['quarantine', 'source', message.id],
    queryFn: () => client.quarantine.get({ id: message.id }),
    staleTime: Infinity,
    enabled: view === 'source' || message.recipientCount > message.recipients.length,
  });
  const attachments = preview.data?.attachments ?? [];
  const shown = view === 'html' && preview.data?.html === null ? 'text' : view;
  return (
    <section className={styles.root} aria-label={words.title}>
      <dl className={styles.facts}>
        <dt className={styles.term}>{words.why}</dt>
        <dd className={styles.value}>
          {whyHeld(message)} <Link href={traceAddress(message.traceId)}>{texts.quarantine.trace}</Link>
        </dd>
        <dt className={styles.term}>{words.to}</dt>
        <dd className={styles.value}>{(whole.data ?? message).recipients.join(', ')}</dd>
        <dt className={styles.term}>{words.client}</dt>
        <dd className={styles.value}>{message.remoteAddress}</dd>
        <dt className={styles.term}>{texts.quarantine.column.until}</dt>
        <dd className={styles.value}>{keptUntil(message)}</dd>
        {attachments.length > 0 && (
          <>
            <dt className={styles.term}>{words.attachments}</dt>
            <dd className={styles.value}>
              {attachments.map(({ name, mediaType, size }) => `${name === '' ? words.unnamed : name} (${mediaType}, ${formatBytes(size)})`).join('; ')}
            </dd>
          </>
        )}
      </dl>
      <TabList
        size="small"
        className={styles.tabs}
        selectedValue={shown}
        onTabSelect={(_event, data) => setView(VIEWS.find((one) => one === data.value) ?? 'text')}
      >
        {VIEWS.filter((one) => one !== 'html' || preview.data?.html !== null).map((one) => (
          <Tab key={one} value={one}>
            {words.views[one]}
          </Tab>
        ))}
      </TabList>
      <div className={styles.content} role="tabpanel" aria-label={words.views[shown]} tabIndex={0}>
        {preview.error !== null && <p className={styles.note}>{failureText(preview.error)}</p>}
        {preview.data !== undefined && shown !== 'source' && <Content preview={preview.data} view={shown} />}
        {shown === 'source' && whole.data !== undefined && (
          <>
            <pre className={styles.plain}>{whole.data.source}</pre>
            {whole.data.sourceCut && <p className={styles.note}>{words.cut}</p>}
          </>
        )}
      </div>
    </section>
  );
}

function Content({ preview, view }: { readonly preview: Preview; readonly view: Exclude<View, 'source'> }) {
  const styles = useStyles();
  switch (view) {
    case 'html':
      return <MessageFrame html={preview.html ?? ''} />;
    case 'headers':
      return <pre className={styles.plain}>{preview.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}</pre>;
    case 'text':
      return (
        <>
          {preview.text.trim() === '' ? (
            <p className={styles.note}>{words.noText}</p>
          ) : (
            <pre className={styles.plain}>{preview.text.replaceAll(/\n{3,}/g, '\n\n')}</pre>
          )}
          {preview.cut && <p className={styles.note}>{words.cut}</p>}
        </>
      );
  }
}

/** When it goes by itself. */
export function keptUntil({ discardedAt }: HeldMessage): string {
  return discardedAt === null ? texts.quarantine.untilDecided : formatDateTime(discardedAt);
}

/** The reason in the language of the window, and the entry that matched. */
export function whyHeld({ reason, explanation, entry }: HeldMessage): string {
  const why = isReason(reason) ? names.reasons[reason] : explanation;
  return entry === '' ? why : `${why} (${entry})`;
}

/** A message may be held for a reason that an earlier version knew. */
function isReason(reason: string): reason is ReasonId {
  return Object.hasOwn(names.reasons, reason);
}
