/** Processor time of processes, read from /proc: user and system, of the process and of the children it has waited for. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc (USER_HZ); 100 on every Linux in use. */
const TICKS = 100;

interface Usage {
  readonly pid: number;
  readonly parent: number;
  readonly own: number;
  readonly waitedFor: number;
}

function usageOf(pid: number): Usage | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended between listing and reading.
    return undefined;
  }
  // The name, in parentheses, may hold spaces; fields are counted after it (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (index: number): number => Number(fields[index] ?? 0) / TICKS;
  return { pid, parent: Number(fields[1]), own: ticks(11) + ticks(12), waitedFor: ticks(13) + ticks(14) };
}

/** Seconds of processor time that `pid` and all its descendants have used so far. */
export function cpuSeconds(pid: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => usageOf(Number(name)) ?? []);
  const family = new Set([pid]);
  let grown = true;
  while (grown) {
    const before = family.size;
    for (const process of all) if (family.has(process.parent)) family.add(process.pid);
    grown = family.size > before;
  }
  return all.filter((process) => family.has(process.pid)).reduce((sum, process) => sum + process.own + process.waitedFor, 0);
}
