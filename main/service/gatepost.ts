#!/usr/bin/env node
/** The program `gatepost`. With a Node that is too old it says so, before anything that such a Node could not load. */
import '../node24.cjs';
import { beginWithSmallHeap } from './heap.ts';

beginWithSmallHeap();

const { runCommandLine } = await import('./program.ts');
const { leave, terminalFor } = await import('./process-terminal.ts');

const { terminal, words } = terminalFor(process.argv.slice(2));
leave(await runCommandLine(words, terminal));
