/** What a command says when it fails: a sentence where somebody can do something about it, all that is known where it is our fault. */
import { closeSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { explainFailure } from '../../main/service/cli-errors.ts';
import { smallDisk } from '../store/small-disk.ts';

test('a full disk is no defect, whichever file it was that found no room', (context) => {
  const disk = smallDisk(context, 1024 * 1024);
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(bavail * bsize));
  const file = openSync(path.join(disk, 'file'), 'w');
  const errorOf = (write: () => void): unknown => {
    try {
      write();
      return undefined;
    } catch (error) {
      return error;
    } finally {
      closeSync(file);
      rmSync(path.join(disk, 'file'));
    }
  };
  const { code, lines } = explainFailure(errorOf(() => writeSync(file, 'host facts')));
  expect({ code, lines }).toEqual({ code: 1, lines: ['the disk is full (ENOSPC: no space left on device, write): free some space'] });
});

test('a defect of ours says all that is known', () => {
  const { code, lines } = explainFailure(new RangeError('out of bounds'));
  expect(code).toBe(1);
  expect(lines.join('\n')).toMatch(/^RangeError: out of bounds\n +at /);
});
