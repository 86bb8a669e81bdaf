/** How far the heap of the service host grows, seen in processes of its own: the options of V8 hold for a whole process. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const HEAP = new URL('../../main/service/heap.ts', import.meta.url).href;

/** Megabytes that the place of new objects has after much work with objects that live for a while. */
function youngMegabytes(begin: string): number {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8';
    ${begin}
    const ring = Array.from({ length: 50_000 }, () => undefined);
    for (let number = 0; number < 4_000_000; number += 1) ring[(number * 7919) % ring.length] = { number, more: [number, number] };
    process.stdout.write(String(getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size / 1024 / 1024));
  `;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}

test('the place of new objects stays as small as it was at the start until it is known how long the queue is', () => {
  const [small, usual] = [youngMegabytes(`import { beginWithSmallHeap } from ${JSON.stringify(HEAP)}; beginWithSmallHeap();`), youngMegabytes('')];
  // 2 MB against 128 (measured); while it is searched through, what is copied has a place beside it.
  expect(small).toBeLessThan(usual / 8);
});
