/**
 * One option, one name: for each line of the catalogue there is a slice of the settings, an option, a window and a test file of
 * that name.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SERVER_OPTIONS } from '../../main/security/server-options.ts';
import { SECURITY_OPTIONS, STAGES, STAGE_ORDER } from '../../shared/security-options.ts';
import { securitySchema } from '../../shared/settings/settings.ts';
import { optionOfWindow, WINDOWS, type WindowEntry } from '../../shared/windows.ts';
import { filesUnder } from './sources.ts';

const optionOf = ({ id }: WindowEntry): string | undefined => optionOfWindow(id);
const ids = SECURITY_OPTIONS.map(({ id }) => id);

describe('one option, one name', () => {
  it('in the settings', () => {
    expect(Object.keys(securitySchema.shape)).toEqual(ids);
    const files = filesUnder('shared/settings/security', /\.ts$/);
    for (const id of ids) expect(files).toContain(`shared/settings/security/${id}.ts`);
  });

  it('among the options, and no option without a line in the catalogue', () => {
    expect(filesUnder('main/security/options', /\.ts$/).toSorted()).toEqual(ids.map((id) => `main/security/options/${id}.ts`).toSorted());
    expect(SERVER_OPTIONS.map(({ id }) => id)).toEqual(ids);
  });

  it('among the windows, each about its own option', () => {
    for (const id of ids) {
      const source = readFileSync(`renderer/windows/security/${id}.tsx`, 'utf8');
      expect(source, id).toMatch(new RegExp(`['"](?:security/)?${id}['"]`));
    }
    expect(WINDOWS.map(optionOf).filter((id) => id !== undefined)).toEqual(ids);
  });

  it('among the tests', () => {
    const files = filesUnder('test/security', /\.test\.ts$/);
    for (const id of ids) expect(files).toContain(`test/security/${id}.test.ts`);
  });
});

describe('the stages of the catalogue', () => {
  it('are those at which each option has a check, and at which it has its place in the order', () => {
    for (const { id, stages } of SECURITY_OPTIONS) {
      const option = SERVER_OPTIONS.find((one) => one.id === id);
      expect(
        STAGES.filter((stage) => option?.[stage] !== undefined),
        id,
      ).toEqual([...stages]);
      const placed = STAGES.filter((stage) => {
        const order: readonly string[] = STAGE_ORDER[stage];
        return order.includes(id);
      });
      expect(placed, id).toEqual([...stages]);
    }
  });
});
