/** Entries that stand in no list yet, tried in the simulator: what would be if they had been added. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { triedEntrySchema } from '../../shared/admin-api/security.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';

const OUTSIDER = '127.0.0.2';
let server: RunningEngine;

beforeAll(async () => {
  server = await startEngine();
});
afterAll(async () => {
  await server.stop();
});

describe('the simulator', () => {
  it('decides by entries that stand in no list yet, beside those that do', async () => {
    await server.engine.settings.set('security.filters.entries', [{ text: 'viagra' }], 'test');
    const question = {
      protocol: 'smtp',
      remoteAddress: OUTSIDER,
      helo: 'x',
      secure: false,
      smtpUtf8: false,
      from: 'a@example.com',
      to: ['anna@local.test'],
      message: Buffer.from('\r\nlottery\r\n'),
    } as const;
    const tried = async (...entries: unknown[]) =>
      (await server.engine.simulate({ ...question, entries: entries.map((entry) => triedEntrySchema.parse(entry)) })).refused;
    expect(await tried({ list: 'filters', entry: { text: 'sweepstakes' } })).toBeUndefined();
    expect(await tried({ list: 'filters', entry: { text: 'lottery' } })).toBe('text-filtered');
    expect(await tried({ list: 'banned-addresses', entry: { address: OUTSIDER } })).toBe('address-banned');
    expect((await server.engine.simulate({ ...question, message: Buffer.from('\r\nviagra\r\n'), entries: [] })).refused).toBe('text-filtered');
    const elsewhere = { ...question, to: ['friend@far.test'] };
    expect((await server.engine.simulate(elsewhere)).refused).toBe('relaying-denied');
    const trusted = triedEntrySchema.parse({ list: 'trusted-addresses', entry: { address: OUTSIDER } });
    expect((await server.engine.simulate({ ...elsewhere, entries: [trusted] })).refused).toBeUndefined();
  });
});
