import { type TraceFormat, timestampNs } from './line.js';

/**
 * The text of `perf script`:
 *
 *     TASK PID [CPU] TIMESTAMP: SUBSYSTEM:EVENT: TEXT
 *
 * without a flags column, with the subsystem before the event, and PID or PID/TID; the thread is what migrates.
 * As in ftrace's text, no name of 15 characters can forge the rest.
 */
const LINE = /^(?:(.{1,15}?)\s+)?(?:\d+\/)?(-?\d+)\s+\[(\d{3,})\]\s+(\d+\.\d+):\s+(?:\d+\s+)?[\w-]+:([\w.]+):\s*(.*)$/;

/** An address, a symbol and its object: one frame of a call chain. */
const FRAME = /^\s+[0-9a-f]{4,16} .*\)$/;

export const perfScript: TraceFormat = {
  name: 'perf script',
  parse(line) {
    const match = LINE.exec(line.trimStart());
    if (!match) return null;
    const [, task = '', pid, cpu, time = '', event = '', text = ''] = match;
    return { task, pid: Number(pid), cpu: Number(cpu), timeNs: timestampNs(time), event, text };
  },
  ignores: (line) => FRAME.test(line),
};
