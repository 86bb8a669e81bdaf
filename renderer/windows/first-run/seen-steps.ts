/** The steps that somebody has been through in this browser, done or not: a guided start that was left goes on where it was. */
import { useState } from 'react';
import { STEPS, type Step } from './steps.ts';

const STORAGE_KEY = 'gatepost.firstRun';

function kept(): ReadonlySet<Step> {
  const names = (localStorage.getItem(STORAGE_KEY) ?? '').split(' ');
  return new Set(STEPS.filter((step) => names.includes(step)));
}

export function useSeenSteps(): readonly [seen: ReadonlySet<Step>, mark: (step: Step) => void] {
  const [seen, setSeen] = useState(kept);
  return [
    seen,
    (step) => {
      const next = new Set([...seen, step]);
      localStorage.setItem(STORAGE_KEY, [...next].join(' '));
      setSeen(next);
    },
  ];
}
