/** Reads a text as the server will read it, in slices, so that the window stays alive over a million lines. */
import { useEffect, useState } from 'react';
import type { ListFormat } from '../../../shared/lists/list-formats.ts';
import { type ReadEntries, readEntries } from '../../../shared/lists/read-entries.ts';

/** Milliseconds of one slice: the next frame is not missed. */
const SLICE_MS = 8;

/** @returns undefined while it reads */
export function useReadEntries<Entry>(text: string, format: ListFormat<Entry>): ReadEntries<Entry> | undefined {
  const [read, setRead] = useState<{ readonly text: string; readonly result: ReadEntries<Entry> }>();
  useEffect(() => {
    const steps = readEntries(text, format);
    let timer: ReturnType<typeof setTimeout>;
    const slice = (): void => {
      const end = performance.now() + SLICE_MS;
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          setRead({ text, result: step.value });
          return;
        }
        if (performance.now() > end) break;
      }
      timer = setTimeout(slice, 0);
    };
    timer = setTimeout(slice, 0);
    return () => clearTimeout(timer);
  }, [text, format]);
  return read?.text === text ? read.result : undefined;
}
