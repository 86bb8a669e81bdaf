/** The ports: which were free, which are in use, and what to do about it. */
import { Button } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { useMutation } from '@tanstack/react-query';
import * as z from 'zod';
import type { ListenerState } from '../../../shared/admin-api/server.ts';
import { listenerSchema } from '../../../shared/settings/server.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { sentence } from '../../client/problems.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { said, texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';
import { otherPort } from './other-port.ts';
import { useStepStyles } from './step-form.tsx';
import type { StepProps } from './steps.ts';

const words = texts.firstRun.ports;

export function PortsStep({ status }: StepProps) {
  const styles = useStepStyles();
  const { listeners, listenersFrom } = status;
  const down = listeners.some(({ state }) => state !== 'listening');
  return (
    <>
      <p className={styles.text}>{words.text}</p>
      {listeners.length > 0 && !down && <p className={styles.there}>{words.good}</p>}
      {down && listenersFrom === 'command line' && <p className={styles.text}>{texts.settings.server.fromCommandLine}</p>}
      <table className={styles.table} aria-label={texts.server.listeners}>
        <tbody>
          {listeners.map((listener) => (
            <ListenerRow
              key={listener.id}
              listener={listener}
              taken={listeners.map(({ port }) => port)}
              // The settings say nothing of the ports of this run.
              canMove={listenersFrom === 'settings'}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface ListenerProps {
  readonly listener: ListenerState;
  /** The ports of all listeners. */
  readonly taken: readonly number[];
  /** Another port can be taken in the settings. */
  readonly canMove: boolean;
}

function ListenerRow({ listener, taken, canMove }: ListenerProps) {
  const styles = useStepStyles();
  const { protocol, port, state, problem } = listener;
  return (
    <tr>
      <th scope="row" className={styles.cell}>
        {texts.server.protocols[protocol]}
      </th>
      <td className={styles.cell}>{port}</td>
      <td className={styles.cell}>
        <span className={styles.state}>
          {state === 'listening' ? <CheckmarkCircle16Filled className={styles.good} aria-hidden /> : <ErrorCircle16Filled className={styles.bad} aria-hidden />}
          {texts.server.states[state]}
        </span>
      </td>
      <td className={styles.cell}>{state === 'listening' ? texts.server.protocolHelp[protocol] : said(problem ?? '')}</td>
      <td className={styles.cell}>{state !== 'listening' && <Remedies listener={listener} taken={taken} canMove={canMove} />}</td>
    </tr>
  );
}

function Remedies({ listener, taken, canMove }: ListenerProps) {
  const styles = useStepStyles();
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const notices = useNotices();
  const start = useMutation({ mutationFn: () => client.server.startListener({ id: listener.id }), onError: (error) => notices.failed(error) });
  const other = canMove ? otherPort(listener.port, taken) : undefined;
  const take = async (port: number): Promise<void> => {
    try {
      const all = z.array(listenerSchema).parse(await client.settings.get({ path: 'server.listeners' }));
      const value = all.map((one) => (one.protocol === listener.protocol && one.port === listener.port ? { ...one, port } : one));
      const result = await changes.change([{ path: 'server.listeners', value }], words.tookPort(texts.server.protocols[listener.protocol], port));
      // There is no field to show it at.
      if (result.state === 'refused') notices.failed(result.problems.map(({ message }) => sentence(message)).join(' '));
    } catch (error) {
      notices.failed(error);
    }
  };
  return (
    <span className={styles.state}>
      <Button size="small" className={styles.button} disabledFocusable={start.isPending} onClick={() => start.mutate()}>
        {words.tryAgain}
      </Button>
      {other !== undefined && (
        <Button size="small" className={styles.button} onClick={() => void take(other)}>
          {words.takePort(other)}
        </Button>
      )}
    </span>
  );
}
