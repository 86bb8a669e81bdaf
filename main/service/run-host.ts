/** The life of a host process: start, ready, until a signal says stop. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { CommandFailed } from './cli-errors.ts';
import type { Terminal } from './commands/command.ts';
import type { ServiceHost } from './host.ts';
import { guardProcess } from '../host/process-guards.ts';
import { keepHeapSmall } from './heap.ts';

export interface HostLife {
  readonly start: () => Promise<ServiceHost>;
  /** Called once all listeners accept. */
  readonly ready: (host: ServiceHost) => void;
}

/**
 * Runs a host until SIGTERM or SIGINT; open transactions may then finish, for at most 10 seconds. A second signal ends
 * the process at once.
 */
export async function runUntilStopped(terminal: Terminal, { start, ready }: HostLife): Promise<void> {
  let broken = false;
  let host: ServiceHost | undefined;
  let releaseHeap = (): void => undefined;
  const stopping = Promise.withResolvers<void>();
  const releaseSignals = terminal.onStopSignal(() => stopping.resolve());
  const releaseGuards = guardProcess({
    report: (text) => {
      if (host === undefined) terminal.stderr.write(`${text}\n`);
      else host.engine.events.emit({ kind: 'server', level: 'error', protocol: 'server', text });
    },
    stop: () => {
      broken = true;
      stopping.resolve();
    },
  });
  try {
    host = await start();
    const { delivery } = host.engine;
    releaseHeap = keepHeapSmall(() => delivery.waitingDomains);
    ready(host);
    await stopping.promise;
    await host.stop(FIXED_LIMITS.stopSeconds);
  } finally {
    releaseHeap();
    releaseGuards();
    releaseSignals();
  }
  if (broken) throw new CommandFailed('the server stopped because of an error of its own; the log has the details');
}
