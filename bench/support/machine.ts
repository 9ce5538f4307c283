import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, totalmem } from 'node:os';

const GIB = 1_024 ** 3;
const CLOCK_TICKS_PER_S = 100;

/** One line that says on what a figure was measured. Ratios within a run count, absolutes do not travel. */
export function machineShape(): string {
  return `${availableParallelism()} cores ${arch()}, ${Math.round(totalmem() / GIB)} GiB, Node ${process.version}, PostgreSQL 18, ${new Date().toISOString().slice(0, 10)}`;
}

/** CPU seconds used so far by a process and everything below it (Linux). */
export function cpuSeconds(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, id) => sum + ownCpuSeconds(id), 0);
}

function ownCpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
  } catch {
    return 0; // It ended between the listing and the look.
  }
}

function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const children = new Map<number, number[]>();
  for (const row of rows) {
    const [id = 0, parent = 0] = row.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const found: number[] = [];
  const queue = [...(children.get(pid) ?? [])];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    found.push(next);
    queue.push(...(children.get(next) ?? []));
  }
  return found;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which a share of the values lies; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
