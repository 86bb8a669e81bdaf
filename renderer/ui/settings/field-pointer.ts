/** `?field=path` in the address points at a setting: it is scrolled into view, marked, and has the focus. */
import { useSearch } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';

export function useFieldPointer(path: string): { readonly ref: RefObject<HTMLDivElement | null>; readonly pointed: boolean } {
  const field = useSearch({ strict: false, select: (search) => search.field });
  const ref = useRef<HTMLDivElement>(null);
  const pointed = field === path;
  useEffect(() => {
    if (!pointed || ref.current === null) return;
    // A section that is folded has to be open to be seen.
    ref.current.closest('details')?.setAttribute('open', '');
    ref.current.scrollIntoView({ block: 'center' });
    ref.current.querySelector<HTMLElement>('input, select, textarea, button, [tabindex="0"]')?.focus({ preventScroll: true });
  }, [pointed]);
  return { ref, pointed };
}
