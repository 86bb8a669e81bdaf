/**
 * What a host does when something goes wrong that nobody has caught. The process must not die of one broken
 * connection, and must not go on in a state that nobody knows.
 *
 * - A rejected promise that nobody awaited: the work it belonged to has ended by itself; what must hold together is
 *   held together by transactions of the store. It is logged as an error, and the server goes on.
 * - An error of a socket that nobody listened to: the system has closed that connection already. Logged, and on.
 * - Any other exception: some code has stopped halfway, so the state is unknown. The server stops in order and ends with
 *   exit code 1; mail that was answered 250 is on disk.
 */
import { errorCode } from './system-errors.ts';

export interface Guards {
  /** Takes what must be known about the error. */
  readonly report: (text: string) => void;
  /** Stops the server because its state is unknown. */
  readonly stop: () => void;
}

/** @returns how to take the guards away again */
export function guardProcess({ report, stop }: Guards): () => void {
  const onRejection = (reason: unknown): void => report(`an error was not handled, the server goes on: ${inFull(reason)}`);
  const onException = (error: unknown): void => {
    if (isConnectionError(error)) {
      report(`an error of a connection was not handled, the server goes on: ${inFull(error)}`);
      return;
    }
    report(`an error was not handled, the server stops: ${inFull(error)}`);
    stop();
  };
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return () => {
    process.removeListener('unhandledRejection', onRejection);
    process.removeListener('uncaughtException', onException);
  };
}

const CONNECTION_ERRORS = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTCONN',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_STREAM_DESTROYED',
]);

function isConnectionError(error: unknown): boolean {
  return CONNECTION_ERRORS.has(errorCode(error));
}

function inFull(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
