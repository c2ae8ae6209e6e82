import { readFileSync } from 'node:fs';

const ticksInSecond = 100;

/** Processor time of a process, all threads together, as Linux tells it; NaN elsewhere. */
export function cpuSecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksInSecond;
  } catch {
    return Number.NaN;
  }
}
