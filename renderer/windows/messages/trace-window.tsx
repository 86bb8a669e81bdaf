/** The page of one message, and of one session that brought none. */
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { ArrowLeft16Regular } from '@fluentui/react-icons/svg/arrow-left';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { failureText } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EventCourse } from './event-course.tsx';
import { TraceView } from './trace-view.tsx';

const words = texts.messages;
/** A message goes on: it is sent, fetched, deleted. */
const REFRESH_MS = 5000;

const useStyles = makeStyles({
  bar: { padding: '4px 8px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  page: { flex: 1, minHeight: 0, overflow: 'auto', padding: '12px 16px', display: 'flex', flexDirection: 'column', rowGap: '28px' },
});

export function MessageTraceWindow() {
  const { traceId } = useParams({ from: '/messages/$traceId' });
  const client = useAdminClient();
  const trace = useQuery({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => client.decisions.message({ traceId }, { signal }),
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  if (trace.data === undefined) return <Pending error={trace.error} />;
  const { decisions, events, moreEvents } = trace.data;
  return (
    <Frame>
      {decisions.length === 0 ? (
        <EventCourse events={events} />
      ) : (
        decisions.map((decision) => <TraceView key={decision.id} {...{ decision, events, moreEvents }} />)
      )}
    </Frame>
  );
}

export function SessionTraceWindow() {
  const { sessionId } = useParams({ from: '/messages/session/$sessionId' });
  const client = useAdminClient();
  const trace = useQuery({
    queryKey: ['trace', 'session', sessionId],
    queryFn: ({ signal }) => client.decisions.get({ sessionId }, { signal }),
    retry: false,
  });
  if (trace.data === undefined) return <Pending error={trace.error} />;
  return (
    <Frame>
      {trace.data.decisions.map((decision) => (
        <TraceView key={decision.id} decision={decision} />
      ))}
    </Frame>
  );
}

/** While it is looked for, or when nothing is known of it. */
function Pending({ error }: { readonly error: Error | null }) {
  return <Frame>{error === null ? <Spinner size="small" label={texts.log.loading} /> : <EmptyState title={words.notFound} text={failureText(error)} />}</Frame>;
}

function Frame({ children }: { readonly children: ReactNode }) {
  const styles = useStyles();
  const navigate = useNavigate();
  return (
    <>
      <div className={styles.bar}>
        <Button size="small" appearance="subtle" icon={<ArrowLeft16Regular />} onClick={() => void navigate({ to: '/messages' })}>
          {words.back}
        </Button>
      </div>
      <div className={styles.page} role="region" aria-label={words.title}>
        {children}
      </div>
    </>
  );
}
