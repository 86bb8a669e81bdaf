/** The program `gatepost` in this process. */
import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../../main/service/commands/command.ts';
import { runCommandLine } from '../../main/service/program.ts';

export interface Outcome {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, where one of its own would only cost time. */
export async function gatepostHere(args: readonly string[], input = '', more: Pick<Terminal, 'onProgress'> = {}): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof said): Writable =>
    new Writable({
      write: (piece: Buffer, _encoding, done) => {
        said[name] += piece.toString();
        done();
      },
    });
  const stdin = new PassThrough();
  stdin.end(input);
  const code = await runCommandLine(args, { stdin, stdout: stream('stdout'), stderr: stream('stderr'), onStopSignal: () => () => undefined, ...more });
  return { code, ...said };
}
