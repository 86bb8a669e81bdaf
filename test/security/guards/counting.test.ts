import { describe, expect, it } from 'vitest';
import { clientNetwork, evidenceOf, listed, spanOf } from '../../../main/security/guards/ban-request.ts';
import { DistinctCounter } from '../../../main/security/guards/distinct-counter.ts';
import { KnownAddresses } from '../../../main/security/guards/known-addresses.ts';
import { FIXED_LIMITS } from '../../../shared/limits.ts';

describe('a client', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8::/64'],
    ['2001:db8::3:4:5:6', '2001:db8::/64'],
    ['2001:db8::2:3:4:5:6', '2001:db8:0:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['::1', '::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b::/64'],
    ['2001:db8:10::1', '2001:db8:10::/64'],
    ['::5:0:0:0:0', '0:0:0:5::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['', ''],
  ])('%s counts as %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});

describe('what is counted', () => {
  it('is different things within the window, each from when it came last', () => {
    const counter = new DistinctCounter<string>(10, 100);
    expect(counter.note('k', 'a', 'A', 0, 100)).toBe(1);
    expect(counter.note('k', 'b', 'B', 10, 100)).toBe(2);
    expect(counter.note('k', 'a', 'A', 50, 100)).toBe(2);
    expect(counter.items('k')).toEqual([
      { first: 10, last: 10, detail: 'B' },
      { first: 0, last: 50, detail: 'A' },
    ]);
    expect(counter.count('k', 109, 100)).toBe(2);
    expect(counter.count('k', 110, 100)).toBe(1);
    expect(counter.count('k', 150, 100)).toBe(0);
    expect(counter.count('other', 0, 100)).toBe(0);
    counter.note('k', 'a', 'A', 200, 100);
    counter.forget('k');
    expect(counter.items('k')).toEqual([]);
  });

  it('is bounded by keys: the quietest makes room', () => {
    const counter = new DistinctCounter<undefined>(2, 100);
    for (const key of ['a', 'b', 'a', 'c']) counter.note(key, key, undefined, 0, 100);
    expect(['a', 'b', 'c'].map((key) => counter.count(key, 0, 100))).toEqual([1, 0, 1]);
  });

  it('is bounded in all: other keys first, then the oldest items', () => {
    const counter = new DistinctCounter<undefined>(10, 3);
    counter.note('quiet', 'x', undefined, 0, 100);
    for (const item of ['1', '2', '3', '4', '5']) counter.note('loud', item, undefined, 0, 100);
    expect(counter.count('quiet', 0, 100)).toBe(0);
    expect(counter.count('loud', 0, 100)).toBe(3);
    counter.forget('loud');
    for (const item of ['1', '2', '3']) counter.note('next', item, undefined, 0, 100);
    expect(counter.count('next', 0, 100)).toBe(3);
  });
});

describe('evidence', () => {
  it('is short and harmless', () => {
    expect(listed(['a', 'b', 'a', 'c\n'])).toBe('a, b, c\\n');
    expect(listed(Array.from({ length: 20 }, (_, n) => `n${n}`))).toBe('n0, n1, n2, n3, n4, n5, n6, n7 and 12 more');
    expect(evidenceOf('x'.repeat(5000))).toHaveLength(FIXED_LIMITS.guardEvidenceCharacters);
    expect([0, 1000, 119_000, 120_000, 1_800_000].map(spanOf)).toEqual(['1 second', '1 second', '119 seconds', '2 minutes', '30 minutes']);
  });
});

it('known addresses are bounded, too: the pair unused for longest makes room', () => {
  const known = new KnownAddresses();
  for (let count = 0; count <= FIXED_LIMITS.knownAddresses; count += 1) {
    known.note({ account: `a${count}`, address: 'x', at: 0 }, 'x');
    if (count === 1) known.note({ account: 'a0', address: 'x', at: 0 }, 'x');
  }
  expect(['a0', 'a1', 'a2'].map((account) => known.knows(account, 'x', 0))).toEqual([true, false, true]);
});
