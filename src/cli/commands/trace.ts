import { resolve } from 'node:path';
import { traceText } from '../../report/trace/trace-text.js';
import { summariseTrace } from '../../workload/trace/summary.js';
import { defineCommand } from '../command.js';
import { textWidth } from '../output.js';

export const command = defineCommand<Record<string, never>>({
  description: `Reads ftrace's text (trace, trace_pipe, trace-cmd report) or perf script's, plain or gzipped, with the
event migrate:mm_migrate_pages and, where recorded, its start, the migrating system calls and a kprobe on
migrate_pages. Says what the trace does not say.`,
  examples: [
    { line: 'trace data/traces/requests-6.1.ftrace.txt.gz', does: 'what was migrated, why, and what failed' },
    { line: 'trace data/traces/lost-6.1.ftrace.txt.gz --json', does: 'the same for a program' },
  ],
  declare: (command) => void command.argument('<file>', 'trace in text form, .gz or not'),
  run: async ({ context, args }) => {
    const file = args[0] ?? '';
    const summary = await summariseTrace(resolve(context.cwd, file));
    return { json: summary, text: traceText(file, summary, textWidth(context)) };
  },
});
