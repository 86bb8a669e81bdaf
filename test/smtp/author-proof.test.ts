/** Which domains count as ours in a From header, however they are written, and what is asked for their proof. */
import { describe, expect, it } from 'vitest';
import { ContentScan } from '../../main/security/content/content-scan.ts';
import type { Standing } from '../../main/security/returns/sender-authentication.ts';
import { TimeBudget } from '../../main/security/returns/time-budget.ts';
import { asSeenByAll, authorStanding } from '../../main/smtp/author-proof.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { expectLinear } from '../growth.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

interface Asked {
  /** What SPF and DKIM of ours pass for. */
  readonly by?: readonly string[];
  readonly speaksFor?: (domain: string, author: string) => Promise<boolean>;
  readonly standingOfAuthor?: (domain: string) => Promise<Standing>;
}

const below = (domain: string, parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);

/** Of a message with these fields; nothing proves any of its authors, if the test does not say so. */
async function standing(fields: Buffer, { by = ['local.test'], speaksFor, standingOfAuthor }: Asked = {}): Promise<Standing> {
  const head = Buffer.concat([bytes('Received: from x\r\n'), fields, bytes('\r\nTo: y@elsewhere.test\r\n\r\n')]);
  const scan = new ContentScan({ active: false, hits: () => [], listen: () => undefined } as never, { attachments: false });
  scan.write(head);
  const authentication = {
    standing: async () => 'not-vouched' as const,
    standingOfAuthor: standingOfAuthor ?? (async () => 'not-vouched' as const),
    speaksFor: speaksFor ?? (async (domain: string, author: string) => below(author, domain)),
  };
  const budget = new TimeBudget(1);
  try {
    return await authorStanding(asSeenByAll(scan.end(), head), head, { by }, { authentication, budget });
  } finally {
    budget.clear();
  }
}

describe('a From of our domain', () => {
  it.each([
    ['a full-width dot', 'From: ceo@local．test'],
    ['an ideographic dot', 'From: ceo@local。test'],
    ['a half-width dot', 'From: ceo@local｡test'],
    ['a leader', 'From: ceo@local․test'],
    ['a dot at the end', 'From: ceo@local．test。'],
    ['full-width letters', 'From: ceo@ｌｏｃａｌ.test, x'],
    ['a circled letter', 'From: ceo@locⓐl.test, x'],
    ['a long s', 'From: ceo@local.teſt, x'],
    ['a full-width @', 'From: ceo＠local．test'],
    ['a name below that nobody may have', 'From: ceo@\u0301b.local.test'],
    ['a mark behind it', 'From: ceo@local.test\u0301, x@@y'],
    ['a hyphen behind it', 'From: ceo@local.test-'],
    ['NUL', 'From: ceo@lo\0cal.test'],
    ['BEL', 'From: ceo@lo\x07cal.test'],
    ['DEL', 'From: ceo@lo\x7fcal.test'],
    ['a C1 character', 'From: ceo@lo\u0085cal.test'],
    ['a soft hyphen', 'From: ceo@lo\u00adcal.test'],
    ['a zero-width space', 'From: ceo@lo\u200bcal.test'],
    ['a direction mark', 'From: ceo@lo\u200fcal.test'],
    ['a word joiner', 'From: ceo@lo\u2060cal.test'],
    ['a byte order mark', 'From: ceo@lo\ufeffcal.test'],
    ['a variation selector', 'From: ceo@lo\ufe0fcal.test'],
    ['a Hangul filler', 'From: ceo@lo\u3164cal.test'],
    ['NUL behind it, where strings end', 'From: ceo@local.test\0.evil.test'],
    ['a blank behind it', 'From: ceo@local.test evil.test'],
    ['a blank behind it, and a dot', 'From: <ceo@local.test .evil.test>'],
    ['a comment behind it', 'From: ceo@local.test(x)evil.test'],
    ['a comment in it', 'From: "(" <ceo@local(here).test>, \\'],
    ['a backslash in it', 'From: ceo@local\\.test'],
    ['an encoded word', 'From: ceo@=?utf-8?b?bG9jYWwudGVzdA==?='],
    ['an address in a comment', 'From: "x" @[192.0.2.1] (ceo@local.test)'],
    ['a fold before the colon', 'From\r\n : ceo@local.test'],
    ['a fold in the name of the field', 'Fr\r\n om: ceo@local.test'],
    ['a fold behind hidden characters', '\x0b\r\n From: ceo@local.test'],
    ['a NUL in the name of the field', 'Fr\0om: ceo@local.test'],
    ['a control character before the field', '\x0bFrom: ceo@local.test'],
    ['a line that is no field', 'From: x@evil.test,\r\nceo@local.test'],
    ['a blank line of another kind', 'From: x@evil.test,\r\n\u00a0ceo@local.test'],
  ])('needs a proof, written with %s', async (_, field) => {
    expect(await standing(bytes(field))).toBe('not-vouched');
    // It is the domain that is meant, and not the way of writing.
    expect(await standing(bytes(field), { by: ['ours.test'] })).toBe('vouched');
  });

  it('needs a proof where bytes that are no characters are dropped', async () => {
    expect(await standing(Buffer.concat([bytes('From: ceo@lo'), Buffer.from([0xff]), bytes('cal.test')]))).toBe('not-vouched');
  });

  it.each([
    ['straße.test', 'From: ceo@straße.test', 'xn--strae-oqa.test'],
    ['its capital letter', 'From: ceo@straẞe.test', 'xn--strae-oqa.test'],
    ['what it was before', 'From: ceo@straße.test', 'strasse.test'],
    ['the same of what cannot be read', 'From: ceo@straẞe．test, x', 'strasse.test'],
    ['marks apart from letters', 'From: ceo@bu\u0308cher.test, x', 'xn--bcher-kva.test'],
    ['A-labels in capital letters', 'From: ceo@XN--BCHER-KVA.test, x', 'xn--bcher-kva.test'],
    ['a ligature', 'From: ceo@ﬁsh.test, x', 'fish.test'],
  ])('beyond ASCII needs a proof: %s', async (_, field, ours) => {
    expect(await standing(bytes(field), { by: [ours] })).toBe('not-vouched');
  });

  it.each([
    ['another domain', 'From: x@evil.test'],
    ['a name that shows ours', 'From: "ceo@local.test" <x@evil.test>'],
    ['such a name with a bracket', 'From: "ceo@local.test (via \\"Drive\\")" <x@evil.test>'],
    ['a name that cannot be read', 'From: Evil, Inc. <x@evil.test>'],
    ['a comment', 'From: x@evil.test (Evil)'],
    ['no From', 'Subject: x'],
    ['a folded subject', 'Subject: x\r\n From: ceo@local.test\r\nFrom: x@evil.test'],
    ['a long line of words', `From: ${'a '.repeat(40)}, <x@evil.test>`],
  ])('is none: %s', async (_, fields) => {
    expect(await standing(bytes(fields))).toBe('vouched');
  });

  it('is believed where it is proven and can be read, with a comment and folds, too', async () => {
    const proven: Asked = { standingOfAuthor: async () => 'vouched' };
    expect(await standing(bytes('From: The boss\r\n <ceo@local.test> (ceo@local.test)'), proven)).toBe('vouched');
    expect(await standing(bytes('From: ceo@local．test'), proven)).toBe('not-vouched');
  });

  it('is not believed among more words than are looked at, nor among more domains', async () => {
    expect(await standing(bytes(`From: ${Array.from({ length: 1001 }, (_, number) => `a@x${number}.test`).join(',\r\n ')}`))).toBe('not-vouched');
    expect(await standing(bytes(`From: ${Array.from({ length: 1000 }, (_, number) => `a@x${number}.test`).join(',\r\n ')}`))).toBe('vouched');
    expect(await standing(bytes(`From: ${'a '.repeat(60)}, <x@evil.test>`))).toBe('not-vouched');
    expect(await standing(bytes(`From: ${'a,'.repeat(5001)}`))).toBe('not-vouched');
  });

  it('is looked for in time in proportion to the length of the header section', { timeout: 60_000 }, async () => {
    for (const piece of ['from\n', 'from ', 'f\0', 'From: x\n', 'a ', '\n ', '\v\n ', '\v\n f\n ']) {
      await expectLinear(100_000, async (size) => {
        await standing(bytes(`From: x@evil.test\r\nX: y\r\n${piece.repeat(size / piece.length)}`));
      });
    }
  });
});

describe('domains that look like ours', () => {
  const named = (count: number): Buffer => bytes(`From: ${Array.from({ length: count }, (_, number) => `x@e${number}.company.test`).join(', ')}`);
  const by = ['ours.company.test'];

  it('are asked about all at once', async () => {
    const waiting: (() => void)[] = [];
    const speaksFor = async (): Promise<boolean> => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === FIXED_LIMITS.provenAuthorDomains) for (const answer of waiting) answer();
      });
      return false;
    };
    expect(await standing(named(FIXED_LIMITS.provenAuthorDomains), { by, speaksFor })).toBe('vouched');
  });

  it('are not believed if they are too many, and nobody is asked', async () => {
    const asked: string[] = [];
    const speaksFor = async (_: string, author: string): Promise<boolean> => {
      asked.push(author);
      return false;
    };
    expect(await standing(named(FIXED_LIMITS.provenAuthorDomains + 1), { by, speaksFor })).toBe('not-vouched');
    // Those of others are no matter of ours, however many they are.
    expect(await standing(named(FIXED_LIMITS.provenAuthorDomains + 1), { speaksFor })).toBe('vouched');
    expect(asked).toEqual([]);
  });

  it('leave it open where nobody answers in time', async () => {
    const never = new Promise<never>(() => undefined);
    expect(await standing(named(1), { by, speaksFor: async () => await never })).toBe('unsure');
    expect(await standing(bytes('From: ceo@ours.company.test'), { by, standingOfAuthor: async () => await never })).toBe('unsure');
    expect(
      await standing(bytes('From: ceo@ours.company.test, ceo@local.test'), {
        by: [...by, 'local.test'],
        standingOfAuthor: async (domain) => (domain === 'local.test' ? 'not-vouched' : await never),
      }),
    ).toBe('not-vouched');
  });
});
