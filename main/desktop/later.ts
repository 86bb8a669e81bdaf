/** Waiting, behind an interface that tests can stand in for. */

/** Calls back after some milliseconds; returns the way to stop that. */
export type Later = (milliseconds: number, run: () => void) => () => void;

/** No timer of ours keeps the process from ending. */
export const unhurried: Later = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};
