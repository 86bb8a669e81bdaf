/** Senders of forwarded mail: rewritten, led back, and made up by nobody. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Srs } from '../../main/accounts/srs.ts';
import { formatAddress, type MailAddress, parseAddress } from '../../shared/mail/address.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 12);
const srs = new Srs('secret of this installation');
const BY: MailAddress = { localPart: 'anna', domain: 'local.test' };

function at(text: string): MailAddress {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  return address;
}

const rewritten = (sender: string, now = NOW): string => srs.rewrite(at(sender), BY, now);
const restored = (address: string, now = NOW): string | undefined => {
  const sender = srs.restore(at(address), now);
  return sender === undefined ? undefined : formatAddress(sender);
};

describe('a rewritten sender', () => {
  it('is one of ours, and leads back', () => {
    const address = rewritten('Carl.Smith+x@example.com');
    expect(address).toMatch(/^SRS0=[a-z2-7]{8}=[a-z2-7]{2}=example\.com=Carl\.Smith\+x@local\.test$/);
    expect(restored(address)).toBe('Carl.Smith+x@example.com');
    expect(restored(address.toLowerCase())).toBe('carl.smith+x@example.com');
    expect(restored(address.toUpperCase())).toBe('CARL.SMITH+X@example.com');
  });

  it('is good for three weeks', () => {
    const address = rewritten('a@example.com');
    expect(restored(address, NOW + 21 * DAY)).toBe('a@example.com');
    expect(restored(address, NOW + 22 * DAY)).toBeUndefined();
    expect(restored(address, NOW - 2 * DAY)).toBeUndefined();
  });

  it('cannot be made up or changed', () => {
    const address = rewritten('a@example.com');
    for (const forged of [
      address.replace('=a@', '=b@'),
      address.replace('example.com', 'example.org'),
      address.replace(/SRS0=./, 'SRS0=7'),
      'SRS0=aaaaaaaa=aa=example.com=a@local.test',
      'SRS0=example.com=a@local.test',
      'SRS0=@local.test',
      'SRS1=aaaaaaaa=other.test==x=y=example.com=a@local.test',
    ]) {
      if (forged !== address) expect(restored(forged), forged).toBeUndefined();
    }
    expect(new Srs('another secret').restore(at(address), NOW)).toBeUndefined();
  });

  it('that another forwarder has rewritten keeps the way straight back to it', () => {
    const first = 'SRS0=HHHH=TT=example.com=carl@first.test';
    const second = rewritten(first);
    expect(second).toMatch(/^SRS1=[a-z2-7]{8}=first\.test==HHHH=TT=example\.com=carl@local\.test$/);
    expect(restored(second)).toBe(first);
    const third = srs.rewrite(at(second.replace('@local.test', '@second.test')), BY, NOW);
    expect(third).toMatch(/^SRS1=[a-z2-7]{8}=first\.test==HHHH=TT=example\.com=carl@local\.test$/);
    expect(restored(third)).toBe(first);
  });

  it('that does not fit is replaced by whoever forwards', () => {
    expect(rewritten(`${'x'.repeat(40)}@a-long-domain-name.example.com`)).toBe('anna@local.test');
  });
});

test('every sender that fits leads back', () => {
  const name = fc
    .stringMatching(/^[a-z0-9][a-z0-9.+_=-]{0,20}[a-z0-9]$/)
    .filter((text) => parseAddress(`${text}@x.test`) !== undefined && !/^srs[01]/.test(text));
  fc.assert(
    fc.property(name, fc.constantFrom('a.test', 'b.example.org'), (user, domain) => {
      const address = rewritten(`${user}@${domain}`);
      return address === 'anna@local.test' || restored(address) === `${user}@${domain}`;
    }),
  );
});
