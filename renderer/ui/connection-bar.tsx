/** Says that the connection to the host is gone, and what is done about it. Takes no room while all is well. */
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useCarrier, useConnection } from '../client/carrier-context.tsx';
import { texts } from '../texts.ts';
import { useNow } from './now.ts';

export function ConnectionBar() {
  const connection = useConnection();
  switch (connection.state) {
    case 'open':
    case 'connecting':
      return null;
    case 'ended':
      return (
        <MessageBar intent="error" role="alert">
          <MessageBarBody>{texts.connection.ended}</MessageBarBody>
        </MessageBar>
      );
    case 'lost':
      return <LostBar retryAt={connection.retryAt} />;
    default:
      return connection satisfies never;
  }
}

function LostBar({ retryAt }: { readonly retryAt: number }) {
  const carrier = useCarrier();
  const now = useNow(500);
  return (
    // The politeness of the bar itself would read each second aloud: only the title is announced.
    <MessageBar intent="warning" politeness="polite">
      <MessageBarBody>
        <MessageBarTitle>{texts.connection.lost}</MessageBarTitle>
        <span aria-hidden>{texts.connection.trying(Math.ceil((retryAt - now) / 1000))}</span>
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={() => carrier.retryNow()}>
          {texts.action.tryNow}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
