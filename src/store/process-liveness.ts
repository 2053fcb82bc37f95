import { hostname } from 'node:os';

/** What decides whether a run's process still lives: this machine's name, and which processes it has. */
export interface ProcessTable {
  readonly host: string;
  isAlive(pid: number): boolean;
}

/**
 * This machine's processes. Signal 0 tests for existence and sends nothing (kill(2)); EPERM means that the process
 * exists and belongs to somebody else. A number that another process was given since counts as alive.
 */
export const THIS_MACHINE: ProcessTable = {
  host: hostname(),
  isAlive(pid) {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};
