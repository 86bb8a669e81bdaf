/** The live log with a window to itself. Its filter is in the address, so that it can be kept, sent and opened again. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names } from '../../texts.ts';
import { HiddenHeading } from '../../ui/hidden-heading.tsx';
import { type FilterForm, fromLogSearch, toLogSearch } from './log-filter.ts';
import { LogPane } from './log-pane.tsx';

/** Milliseconds without a change before the address follows the filter: not with each key that is typed. */
const SETTLED_MS = 300;

export function LogWindow() {
  const navigate = useNavigate();
  const asked = fromLogSearch(useSearch({ from: '/log' }));
  const address = JSON.stringify(asked);
  /** The filter that the address had from here: any other comes from elsewhere, and the log begins anew with it. */
  const written = useRef(address);
  const [start, setStart] = useState(0);
  const [form, setForm] = useState<FilterForm>();

  useEffect(() => {
    if (address === written.current) return;
    written.current = address;
    setStart((count) => count + 1);
  }, [address]);
  useEffect(() => {
    if (form === undefined || JSON.stringify(form) === written.current) return undefined;
    const timer = setTimeout(() => {
      written.current = JSON.stringify(form);
      void navigate({ to: '/log', search: toLogSearch(form), replace: true });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [form, navigate]);
  return (
    <>
      <HiddenHeading title={windowTitle(names, 'log')} />
      <LogPane key={start} alone initialFilter={asked} onFilter={setForm} />
    </>
  );
}
