/** Runs `gatepost` as an administrator, whom the system asks for. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { elevated, elevationOf } from './elevation.ts';
import { type OnProgress, hearProgress } from './progress-call.ts';
import { type Answer, type Runner, runCommand } from './run-steps.ts';
import { isServicePlatform } from './service-places.ts';
import type { Command } from './service-steps.ts';

export interface Elevation {
  readonly gatepost: Command;
  readonly platform?: NodeJS.Platform;
  readonly run?: Runner;
  /** Hears how far it is, where the command has something to say about that. */
  readonly onProgress?: OnProgress | undefined;
}

/** Runs words of the command line as an administrator. */
export type Elevated = (words: readonly string[], onProgress?: OnProgress) => Promise<Answer>;

/** Moving a large folder takes hours, and whoever asked can be away. */
const withoutHaste: Runner = async (command) => await runCommand(command, 0);

/** @param words of the command line. Where the person says no, or nobody can be asked, the answer says what to type. */
export async function runElevated(
  words: readonly string[],
  { gatepost, platform = process.platform, run = withoutHaste, onProgress }: Elevation,
): Promise<Answer> {
  if (!isServicePlatform(platform)) return { code: 1, stdout: '', stderr: `services of ${platform} are not known here` };
  const command: Command = [...gatepost, ...words];
  const call = onProgress === undefined ? undefined : await hearProgress(onProgress);
  const callingBack: Command = call === undefined ? gatepost : [...gatepost, '--progress', call.place];
  let answer: Answer;
  try {
    answer = platform === 'win32' ? await runWithReport(callingBack, words, run) : await run(elevated(platform, [...callingBack, ...words]));
  } finally {
    call?.close();
  }
  if (answer.code === 0) return answer;
  const said = answer.stderr.trim().replaceAll(/^gatepost: /gm, '');
  // Ours ends with 1 or 2; everything else comes from whoever should have asked.
  const asked = answer.code === 1 || answer.code === 2;
  return {
    ...answer,
    stderr: asked && said !== '' ? said : `${said === '' ? 'it was not allowed' : said}. In a terminal: ${elevationOf(platform, command).howToElevate}`,
  };
}

/** Windows keeps the output of an elevated program from us: it goes into a file that is ours. */
async function runWithReport([program, ...first]: Command, words: readonly string[], run: Runner): Promise<Answer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-'));
  const report = path.join(folder, 'report');
  try {
    writeFileSync(report, '', { mode: 0o600 });
    const answer = await run(elevated('win32', [program, ...first, '--report', report, ...words]));
    const said = readFileSync(report, 'utf8');
    if (said === '') return answer;
    return answer.code === 0 ? { ...answer, stdout: said } : { ...answer, stderr: said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
