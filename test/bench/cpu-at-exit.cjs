// Required before a measured program: says in the file FOLIOTUNE_BENCH_CPU, at its end, what CPU time it took [us].
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

// Threads inherit what is required, and the time of the process is theirs too.
if (isMainThread) {
  process.on('exit', () => writeFileSync(process.env.FOLIOTUNE_BENCH_CPU, JSON.stringify(process.cpuUsage())));
}
