#!/usr/bin/env node
/** The program `gatepost`. With a Node that is too old it says so, before anything that such a Node could not load. */
import '../node24.cjs';
import { beginWithSmallHeap } from './heap.ts';

beginWithSmallHeap();

const { runCommandLine } = await import('./program.ts');
const { processTerminal, reportTerminal, leave } = await import('./process-terminal.ts');

const [first, report, ...others] = process.argv.slice(2);
// Windows keeps the output of an elevated program from whoever started it: it goes into a file then.
const intoFile = first === '--report' && report !== undefined;
leave(await (intoFile ? runCommandLine(others, reportTerminal(report)) : runCommandLine(process.argv.slice(2), processTerminal())));
