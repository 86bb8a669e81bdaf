/**
 * `npm start`: the desktop application, where its runtime and a display are there; else one line that says why not, the
 * service host, and the same windows in the browser. Ports that cannot be had are reported, and keep nobody from the console.
 */
import '../node24.cjs';

const { EXIT, explainFailure } = await import('./cli-errors.ts');
const { openAdministration } = await import('./open-administration.ts');
const { leave, processTerminal } = await import('./process-terminal.ts');

const terminal = processTerminal();
try {
  await openAdministration(terminal, process.argv.slice(2));
  leave(EXIT.done);
} catch (error) {
  const { code, lines } = explainFailure(error);
  terminal.stderr.write(lines.map((line) => `gatepost: ${line}\n`).join(''));
  leave(code);
}
