import { describe, expect, it } from 'vitest';
import type { TraceStep } from '../../shared/decisions/verdicts.ts';
import { compareSteps } from '../../renderer/windows/simulator/compare-steps.ts';
import {
  documentOf,
  EMPTY_FORM,
  encodeMessage,
  formProblems,
  rememberedForm,
  rememberForm,
  toCheckRequest,
  withSearch,
} from '../../renderer/windows/simulator/simulator-form.ts';

const FORM = { ...EMPTY_FORM, to: 'anna@local.test, bert@local.test\n\ncarl@far.test' };

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

describe('the form of the simulator', () => {
  it('asks for each recipient, and leaves out what is empty', () => {
    expect(toCheckRequest(FORM)).toEqual({
      protocol: 'smtp',
      remoteAddress: '192.0.2.1',
      secure: false,
      smtpUtf8: false,
      helo: 'mail.sender.example',
      from: 'someone@sender.example',
      to: ['anna@local.test', 'bert@local.test', 'carl@far.test'],
    });
  });

  it('names the field that is wrong', () => {
    expect(formProblems(FORM)).toEqual([]);
    expect(formProblems({ ...FORM, remoteAddress: 'nowhere', to: '' }).map(({ field }) => field)).toEqual(['remoteAddress', 'to']);
  });

  it('is remembered, but for a huge message; what is damaged is forgotten', () => {
    const kept = storage();
    rememberForm(kept, FORM);
    expect(rememberedForm(kept)).toEqual(FORM);
    rememberForm(kept, { ...FORM, message: 'x'.repeat(2_000_000), fileName: 'big.eml' });
    expect(rememberedForm(kept)).toMatchObject({ to: FORM.to, message: '', fileName: '' });
    expect(rememberedForm({ getItem: () => '{"protocol":' })).toEqual(EMPTY_FORM);
  });

  it('is filled in by a link, whole; without one it stays', () => {
    const changes = [{ path: 'security.filters.enabled', value: false }];
    const linked = withSearch(
      { ...FORM, changes, message: 'x', login: 'bert' },
      { remoteAddress: '198.51.100.7', from: '', to: 'anna@local.test', protocol: 'submission' },
    );
    expect(linked).toMatchObject({ remoteAddress: '198.51.100.7', from: '', to: 'anna@local.test', protocol: 'submission', login: '', message: '', changes });
    expect(withSearch(FORM, {})).toBe(FORM);
  });

  it('takes a message byte for byte', () => {
    expect(encodeMessage(new TextEncoder().encode('Subject: Grüße'))).toEqual({ message: 'Subject: Grüße', encoding: 'utf8' });
    expect(encodeMessage(Uint8Array.of(0x47, 0xfc, 0xdf))).toEqual({ message: 'R/zf', encoding: 'base64' });
  });

  it('makes a document of the settings to try', () => {
    const changes = [
      { path: 'security.filters.enabled', value: false },
      { path: 'security.address-verification.verifyHelo', value: true },
      { path: 'security.filters.applyToAuthenticated', value: true },
      { path: 'server.limits.maxMessageBytes', value: null },
    ];
    expect(documentOf(changes)).toEqual({
      security: { filters: { enabled: false, applyToAuthenticated: true }, 'address-verification': { verifyHelo: true } },
      server: { limits: { maxMessageBytes: null } },
    });
  });
});

const ran = (check: 'filters' | 'relay-control' | 'sender-rules', input: string, verdict: 'pass' | 'reject' = 'pass'): TraceStep => ({
  outcome: 'ran',
  check,
  stage: check === 'filters' ? 'data' : 'rcpt',
  input,
  revision: 1,
  verdict,
  reason: verdict === 'pass' ? 'nothing-wrong' : 'relaying-denied',
  milliseconds: 1,
});
const skipped = (check: 'filters'): TraceStep => ({ outcome: 'skipped', check, stage: 'data', input: 'message', revision: 1, skip: 'switched-off' });

describe('two traces side by side', () => {
  it('pairs the steps about the same thing, and marks those that differ', () => {
    const pairs = compareSteps([ran('relay-control', 'a'), ran('relay-control', 'b', 'reject')], [ran('relay-control', 'a'), ran('relay-control', 'b')]);
    expect(pairs.map(({ differs }) => differs)).toEqual([false, true]);
  });

  it('does not mind how long a step took', () => {
    expect(compareSteps([ran('filters', 'message')], [{ ...ran('filters', 'message'), milliseconds: 7 } as TraceStep])[0]?.differs).toBe(false);
  });

  it('shows steps that only one of them has where they came', () => {
    const pairs = compareSteps(
      [ran('relay-control', 'a'), ran('filters', 'message')],
      [ran('relay-control', 'a'), ran('sender-rules', 'a'), skipped('filters')],
    );
    expect(pairs.map(({ now, tried }) => `${now?.check ?? '-'} ${tried?.check ?? '-'}`)).toEqual([
      'relay-control relay-control',
      '- sender-rules',
      'filters filters',
    ]);
    expect(pairs.map(({ differs }) => differs)).toEqual([false, true, true]);
  });

  it('keeps apart what was looked at twice', () => {
    expect(compareSteps([ran('filters', 'message'), ran('filters', 'message')], [ran('filters', 'message')])).toHaveLength(2);
  });
});
