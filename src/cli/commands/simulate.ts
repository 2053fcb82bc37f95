import { formatBytes, formatDuration } from '../../core/units.js';
import { type Assumptions, assumptionsOf } from '../../migration/assumptions.js';
import { batchCapText } from '../../migration/batch-cap.js';
import { type ClosedForm, closedForm } from '../../migration/closed-form.js';
import { defineCommand } from '../command.js';
import { PLATFORM_FLAG, readPlatformArgument } from '../options/platform-argument.js';
import { type Asked, readRequest, type SimulateOptions } from '../options/simulate-request.js';

interface Result extends ClosedForm {
  readonly platform: string;
  readonly request: { readonly folioBytes: number; readonly folios: number; readonly bytes: number };
  readonly source: string;
  readonly target: string;
  readonly plan: Asked['plan'];
  readonly dmaInterface?: Asked['dmaInterface'];
  readonly hypothetical: Asked['hypothetical'];
  readonly assumptions: Assumptions;
  /** Flags that were given and change nothing here. */
  readonly notes: readonly string[];
}

const PHASE_MEANINGS: Readonly<Record<keyof ClosedForm['phasesNs'], string>> = {
  call: 'entering the system call, once',
  unmap: 'replacing page-table entries by migration entries',
  flush: 'batched TLB flush',
  setup: 'waking workers, requesting channels, mapping for the device',
  copy: 'moving the bytes',
  remap: 'pointing page tables at the new folios',
};

function planText({ plan, dmaInterface }: Pick<Result, 'plan' | 'dmaInterface'>): string {
  const { migrator, workers, channels, side, stores, placement } = plan;
  if (migrator === 'dcbm') return `dcbm, ${channels} DMA channel${channels === 1 ? '' : 's'}, ${dmaInterface}`;
  if (migrator === 'kernel') return `kernel, serial copy on the ${side === 'pull' ? 'target' : 'source'}'s side`;
  return `mtcopy, ${workers} worker${workers === 1 ? '' : 's'}, ${side}, ${placement}, ${stores} stores`;
}

function assumptionText({ assumed, quantities, matter }: Assumptions): string {
  const count = `${assumed} of the platform's ${quantities} numbers are assumed`;
  if (matter.length === 0) return `${count}; none of them moves this result.`;
  const names = matter.map(
    ({ path, effect }) => `${path} (10 % more: time ${effect > 0 ? '+' : ''}${(100 * effect).toFixed(1)} %)`,
  );
  return `${count}; those that move this result: ${names.join(', ')}.`;
}

function batchText({ batches, batchFolios, batchCap }: ClosedForm): string {
  const size = `${batchFolios} folio${batchFolios === 1 ? '' : 's'}`;
  return `${batches} batch${batches === 1 ? '' : 'es'} of at most ${size} (cap: ${batchCapText(batchCap)})`;
}

function blackoutText({ blackoutNs: { first, mean, last } }: ClosedForm): string {
  return `folios unmapped for ${formatDuration(mean)} on average; the first ${formatDuration(first)}, the last ${formatDuration(last)}`;
}

function resultText(result: Result): string {
  const { request, phasesNs, totalNs } = result;
  const size = `${request.folios} × ${formatBytes(request.folioBytes)} (${formatBytes(request.bytes)})`;
  const lines: readonly (readonly [string, string])[] = [
    ['platform', result.platform],
    ['request', `${size}, ${result.source} to ${result.target}, idle machine`],
    ['plan', planText(result)],
    ['throughput', `${result.throughputGBps.toPrecision(4)} GB/s`],
    ['total', `${formatDuration(totalNs)} in ${batchText(result)}`],
    ['first folio', `usable after ${formatDuration(result.firstFolioLatencyNs)}`],
    ['blackout', blackoutText(result)],
    ['limited by', result.limitedBy],
  ];
  const phases = Object.entries(PHASE_MEANINGS).map(([name, meaning]) => {
    const ns = phasesNs[name as keyof typeof phasesNs];
    const share = `${((100 * ns) / totalNs).toFixed(1)} %`;
    return `  ${name.padEnd(7)}${formatDuration(ns).padStart(9)}${share.padStart(9)}  ${meaning}`;
  });
  const hypothetical = result.hypothetical.map((what) => `Hypothetical: ${what}`);
  const notes = [...hypothetical, ...result.notes.map((note) => `Note: ${note}`)];
  const head = lines.map(([name, value]) => `${name.padEnd(13)}${value}`);
  return [...head, '', 'phases', ...phases, '', assumptionText(result.assumptions), ...notes].join('\n');
}

export const command = defineCommand<SimulateOptions>({
  description: `Evaluates the closed form: what each phase costs and what limits the copy. Sizes are written with a
unit (4KiB, 2MiB); GB is 10^9 bytes.

--batch sets what one batch holds: a larger one shares the flush and the set-up among more folios and keeps each of
them unmapped for longer (blackout). No offload provider can choose it, for its hook runs after unmap: it needs a
kernel change. --dma-interface hands the folios to the DMA engine in another way than this machine's kernel does:
one by one (RFC V1, V2), one list a channel (RFC V3), or one list that the device walks by itself (DSA, SDXI).`,
  examples: [
    {
      line: 'simulate --platform zen3-ptdma --migrator kernel --folio-size 2MiB --folios 512',
      does: "today's serial copy of 1 GiB",
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator dcbm --channels 16 --folio-size 2MiB --folios 512',
      does: 'the same by sixteen DMA channels',
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator mtcopy --threads 8 --fill --folio-size 2MiB --folios 512 --json',
      does: 'eight threads in one core complex, for a program',
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator dcbm --channels 16 --folio-size 2MiB --folios 512 --batch 32folios',
      does: 'batches of 32 folios: how much throughput a short blackout costs',
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator dcbm --channels 4 --folio-size 4KiB --folios 512 --dma-interface per-folio',
      does: 'what RFC V3 gained over V2: every page submitted by itself',
    },
  ],
  declare: (command) =>
    void command
      .requiredOption(PLATFORM_FLAG, 'a name of `list platforms`, or a platform file')
      .requiredOption('--migrator <name>', 'kernel (serial), mtcopy (worker threads) or dcbm (DMA channels)')
      .requiredOption('--folio-size <size>', 'size of each folio, a base page times a power of two')
      .requiredOption('--folios <count>', 'how many folios the request lists')
      .option('--threads <count>', 'copy workers of mtcopy (default 4, as its module has)')
      .option('--channels <count>', 'DMA channels of dcbm (default 1)')
      .option('--placement <side>', "where CPU copies run: push (the source's CPUs) or pull (the target's)", 'pull')
      .option('--spread', 'workers one per core complex first (default)')
      .option('--fill', 'workers fill one core complex before the next')
      .option('--stores <kind>', 'temporal or non-temporal stores of CPU copies', 'temporal')
      .option('--batch <cap>', "what one batch holds, e.g. 512folios, 512pages, 64MiB (default: the kernel path's cap)")
      .option('--dma-interface <name>', "per-folio, scatter-gather or batch-descriptors (default: the platform's own)")
      .option('--source <node>', 'node that the folios leave (default: the first)')
      .option(
        '--target <node>',
        'node that they go to (default: the first other one); the source itself for compaction',
      ),
  run: ({ context, options }) => {
    const asked = readRequest(readPlatformArgument(context, options.platform).platform, options);
    const { platform, request, plan, notes, hypothetical, dmaInterface } = asked;
    const nodeName = (node: number): string => platform.nodes[node]?.name ?? '';
    const result: Result = {
      ...closedForm(platform, request, plan),
      platform: platform.name,
      request: {
        folioBytes: request.folioBytes,
        folios: request.folios,
        bytes: request.folioBytes * request.folios,
      },
      source: nodeName(request.source),
      target: nodeName(request.target),
      plan,
      ...(dmaInterface ? { dmaInterface } : {}),
      hypothetical,
      assumptions: assumptionsOf(platform, request, plan),
      notes,
    };
    return { json: result, text: resultText(result) };
  },
});
