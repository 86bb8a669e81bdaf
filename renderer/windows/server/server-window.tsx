/** The main window: the state of the server above, the live log below. */
import { Spinner } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Status } from '../../../shared/admin-api/server.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { failureText, problemsOf } from '../../client/problems.ts';
import { useStatus } from '../../client/queries.ts';
import { names, texts } from '../../texts.ts';
import { useCommand } from '../../ui/commands.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { HiddenHeading } from '../../ui/hidden-heading.tsx';
import { LogPane } from '../log/log-pane.tsx';
import { NO_FILTER } from '../log/log-filter.ts';
import { Overview } from './overview.tsx';

export function ServerWindow() {
  const status = useStatus();
  if (status.data === undefined) {
    return status.isError ? (
      <EmptyState title={texts.failure.loading} text={failureText(status.error)} action={{ label: texts.action.tryAgain, run: () => void status.refetch() }} />
    ) : (
      <Spinner size="small" label={texts.connection.connecting} />
    );
  }
  return (
    <>
      <HiddenHeading title={windowTitle(names, 'server')} />
      <Overview status={status.data} />
      <LogPane initialFilter={NO_FILTER} />
      <AllListenersCommands status={status.data} />
    </>
  );
}

/** Start all and stop all, from the Server menu. */
function AllListenersCommands({ status }: { readonly status: Status }) {
  const client = useAdminClient();
  const [asking, setAsking] = useState(false);
  const running = status.listeners.filter((listener) => listener.state === 'listening');
  const others = status.listeners.filter((listener) => listener.state !== 'listening');
  const start = useMutation({ mutationFn: () => Promise.all(others.map((listener) => client.server.startListener({ id: listener.id }))) });
  const stop = useMutation({
    mutationFn: () => Promise.all(running.map((listener) => client.server.stopListener({ id: listener.id }))),
    onSuccess: () => setAsking(false),
  });
  // A listener that could not start says why in its own row.
  useCommand('start-all-listeners', others.length > 0 && !start.isPending ? () => start.mutate() : undefined);
  useCommand('stop-all-listeners', running.length > 0 ? () => setAsking(true) : undefined);
  if (!asking) return null;
  const words = texts.server.stopAll;
  return (
    <FormDialog
      title={words.title}
      submitLabel={words.confirm}
      danger
      busy={stop.isPending}
      problems={stop.error === null ? [] : problemsOf(stop.error)}
      onSubmit={() => stop.mutate()}
      onClose={() => setAsking(false)}
    >
      {words.text}
    </FormDialog>
  );
}
