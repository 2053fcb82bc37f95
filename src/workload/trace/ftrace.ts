import { type TraceFormat, type TraceLine, timestampNs } from './line.js';

/**
 * The text of /sys/kernel/tracing/trace and trace_pipe, and of `trace-cmd report`:
 *
 *     TASK-PID (TGID) [CPU] FLAGS TIMESTAMP: EVENT: TEXT
 *
 * with TGID and FLAGS depending on options. A task's name may hold anything, so the first place where all the rest can
 * follow is taken. No name can forge that place: it has at most 15 characters, one fewer than `-1 [000] 1.2: a:`.
 */
const HEAD =
  /^(.{0,15}?)-(\d+)\s+(?:\(\s*[-\d]+\)\s+)?\[(\d{3,})\]\s+(?:[.\w#]{4,6}\s+)?(\d+\.\d+):\s+((?:[\w.]+:|sys_\w+[( ]).*)$/;

/** `name: text`, `sys_name(arguments)` or `sys_name -> result`. */
const BODY = /^(?:([\w.]+):\s*(.*)|sys_(\w+)\((.*)\)|sys_(\w+) -> (\S+))$/;

function event(body: string): Pick<TraceLine, 'event' | 'text'> | null {
  const match = BODY.exec(body);
  if (!match) return null;
  const [, name, text = '', entered, args = '', left, result = ''] = match;
  if (name !== undefined) return { event: name, text };
  return entered === undefined
    ? { event: `sys_exit_${left}`, text: result }
    : { event: `sys_enter_${entered}`, text: args };
}

export const ftrace: TraceFormat = {
  name: 'ftrace',
  parse(line) {
    const match = HEAD.exec(line.trimStart());
    const what = match && event(match[5] ?? '');
    if (!match || !what) return null;
    const [, task = '', pid, cpu, time = ''] = match;
    return { task, pid: Number(pid), cpu: Number(cpu), timeNs: timestampNs(time), ...what };
  },
  ignores: (line) => line.startsWith(' => ') || line.endsWith('<stack trace>') || /^cpus=\d+$/.test(line),
};
