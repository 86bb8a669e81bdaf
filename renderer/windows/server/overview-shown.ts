/** Whether the overview of the main window is folded: remembered in this browser. */
import { useState } from 'react';

const STORAGE_KEY = 'gatepost.overview';

export function useOverviewShown(): readonly [shown: boolean, show: (shown: boolean) => void] {
  const [shown, setShown] = useState(() => localStorage.getItem(STORAGE_KEY) !== 'hidden');
  return [
    shown,
    (next) => {
      localStorage.setItem(STORAGE_KEY, next ? 'shown' : 'hidden');
      setShown(next);
    },
  ];
}
