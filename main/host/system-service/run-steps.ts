/** Carries out the steps of a service system, one after the other, and says in words which one failed. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command, Step } from './service-steps.ts';

/** Milliseconds that a command of the system may take: stopping lets open transactions finish. */
const PATIENCE_MS = 90_000;

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Runner = (command: Command) => Promise<Answer>;

/** The step failed; the message says which, and what the system said. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

export async function runSteps(steps: readonly Step[], run: Runner): Promise<void> {
  for (const step of steps) {
    if ('run' in step) {
      const { code, stdout, stderr } = await run(step.run);
      const isFine = code === 0 || step.mayFail === true || step.allowed?.includes(code) === true;
      if (!isFine) throw new StepFailed(`${step.run.join(' ')}: ${said(stdout, stderr) || `exit code ${code}`}`);
    } else if ('folder' in step) {
      mkdirSync(step.folder, { recursive: true, mode: 0o755 });
    } else if ('write' in step) {
      mkdirSync(dirname(step.write), { recursive: true, mode: 0o755 });
      writeFileSync(step.write, step.text, { mode: step.mode, flush: true });
      chmodSync(step.write, step.mode);
    } else {
      rmSync(step.remove, { force: true });
    }
  }
}

function said(stdout: string, stderr: string): string {
  return (stderr.trim() || stdout.trim()).replaceAll(/\s*\n\s*/g, '; ');
}

/** Runs a command of the system without a shell. @param patience milliseconds; 0 for ever */
export async function runCommand([program, ...args]: Command, patience = PATIENCE_MS): Promise<Answer> {
  return await new Promise((resolve) => {
    const child = execFile(program, args, { timeout: patience, windowsHide: true }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 127;
      resolve({ code, stdout, stderr: stderr === '' && error !== null ? error.message : stderr });
    });
    child.stdin?.end();
  });
}
