/** What is under a pressed button of the mouse stays what it is until the button is let go of: news may not put another command there. */
import { useEffect, useState } from 'react';

/** @returns what to show, and what to call when something in it is pressed */
export function useHeldWhilePressed<Value>(value: Value): readonly [shown: Value, press: () => void] {
  const [held, hold] = useState<{ readonly value: Value }>();
  useEffect(() => {
    if (held === undefined) return undefined;
    // After the click, which belongs to what was pressed.
    const release = (): void => void setTimeout(() => hold(undefined));
    window.addEventListener('pointerup', release);
    window.addEventListener('pointercancel', release);
    return () => {
      window.removeEventListener('pointerup', release);
      window.removeEventListener('pointercancel', release);
    };
  }, [held]);
  return [held === undefined ? value : held.value, () => hold({ value })];
}
