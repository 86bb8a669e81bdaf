/** Whether the navigation beside the windows is shown: remembered in this browser, and told to all parts of the window. */
import { useSyncExternalStore } from 'react';

const STORAGE_KEY = 'gatepost.navigation';
const listeners = new Set<() => void>();

function isShown(): boolean {
  return localStorage.getItem(STORAGE_KEY) !== 'hidden';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(shown: boolean): void {
  localStorage.setItem(STORAGE_KEY, shown ? 'shown' : 'hidden');
  for (const listener of listeners) listener();
}

export function useNavigationShown(): readonly [shown: boolean, show: (shown: boolean) => void] {
  return [useSyncExternalStore(subscribe, isShown), show];
}
