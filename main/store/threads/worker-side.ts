/** A worker's side: takes all the calls that wait at one moment, has them run, and answers them in one message. */
import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { StoreError } from '../mail-store.ts';
import { storeError, toNote } from '../sqlite/errors.ts';
import type { Answer, Call, Readiness, ToWorker } from './protocol.ts';

/** What a worker has opened. */
interface Opened<Table, Facts> {
  /** Goes to the main thread with the word that the worker is ready. */
  readonly facts: Facts;
  /** Runs the calls in order; one answer each. */
  run(calls: readonly Call<Table>[]): readonly Answer[];
  /** Closes the files. No call comes after it. */
  close(): void;
}

/** Waits for the word to open the worker's files, then serves until told to close. `place` names the files in an error message. */
export function serve<Table, Facts>(place: string, open: () => Opened<Table, Facts>): void {
  if (parentPort === null) throw new StoreError('failed', 'A store worker runs only as a worker thread.');
  const port = parentPort;
  port.once('message', () => {
    try {
      const opened = open();
      port.on('message', (message: ToWorker<Table>) => {
        try {
          answer(port, opened, message);
        } catch (error) {
          // Nobody is there to catch it: it ends this thread, and its words are all that is heard of it.
          const known = storeError(error, place);
          throw known.kind === 'damaged' ? known : error;
        }
      });
      port.postMessage({ ready: true, facts: opened.facts } satisfies Readiness<Facts>);
    } catch (error) {
      port.postMessage({ ready: false, error: toNote(storeError(error, place)) } satisfies Readiness<Facts>);
    }
  });
}

function answer<Table, Facts>(port: MessagePort, opened: Opened<Table, Facts>, first: ToWorker<Table>): void {
  const calls: Call<Table>[] = [];
  let closing = false;
  for (let message: ToWorker<Table> | undefined = first; message !== undefined; message = nextMessage(port)) {
    if (typeof message === 'object') calls.push(...message.calls);
    else closing ||= message === 'close';
  }
  if (calls.length > 0) port.postMessage(opened.run(calls));
  if (!closing) return;
  opened.close();
  port.close();
}

function nextMessage<Table>(port: MessagePort): ToWorker<Table> | undefined {
  const next: { readonly message: ToWorker<Table> } | undefined = receiveMessageOnPort(port);
  return next?.message;
}
