#!/usr/bin/env node
/** The program `gatepost`. With a Node that is too old it says so, before anything that such a Node could not load. */
import '../node24.cjs';

const { runCommandLine } = await import('./program.ts');
const { processTerminal, leave } = await import('./process-terminal.ts');

leave(await runCommandLine(process.argv.slice(2), processTerminal()));
