import { counted, percent } from '../../core/number-text.js';
import { formatBytes, formatDuration } from '../../core/units.js';
import type { Assumptions } from '../../migration/assumptions.js';
import { batchCapText } from '../../migration/batch-cap.js';
import type { ClosedForm } from '../../migration/closed-form.js';
import type { CopyPlan } from '../../migration/vocabulary.js';
import type { DmaInterface } from '../../platform/dma/driver.js';

/** One request alone on an idle machine: what was asked for, and what it takes. */
export interface SimulatedRequest extends ClosedForm {
  readonly platform: string;
  readonly request: { readonly folioBytes: number; readonly folios: number; readonly bytes: number };
  readonly source: string;
  readonly target: string;
  readonly plan: CopyPlan;
  /** Absent where nothing is copied by DMA. */
  readonly dmaInterface?: DmaInterface;
  /** In what it is of no machine and kernel that exist. */
  readonly hypothetical: readonly string[];
  readonly assumptions: Assumptions;
  /** Flags that were given and change nothing here. */
  readonly notes: readonly string[];
}

/** In their order of time, with what each is. */
const PHASES: readonly (readonly [keyof ClosedForm['phasesNs'], string])[] = [
  ['call', 'entering the system call, once'],
  ['unmap', 'replacing page-table entries by migration entries'],
  ['flush', 'batched TLB flush'],
  ['setup', 'waking workers, requesting channels, mapping for the device'],
  ['copy', 'moving the bytes'],
  ['remap', 'pointing page tables at the new folios'],
];

function planText({ plan, dmaInterface }: Pick<SimulatedRequest, 'plan' | 'dmaInterface'>): string {
  const { migrator, workers, channels, side, stores, placement } = plan;
  if (migrator === 'dcbm') return `dcbm, ${counted(channels, 'DMA channel')}, ${dmaInterface}`;
  if (migrator === 'kernel') return `kernel, serial copy on the ${side === 'pull' ? 'target' : 'source'}'s side`;
  return `mtcopy, ${counted(workers, 'worker')}, ${side}, ${placement}, ${stores} stores`;
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
  const most = counted(batchFolios, 'folio');
  return `${counted(batches, 'batch', 'batches')} of at most ${most} (cap: ${batchCapText(batchCap)})`;
}

function blackoutText({ blackoutNs: { first, mean, last } }: ClosedForm): string {
  return `folios unmapped for ${formatDuration(mean)} on average; the first ${formatDuration(first)}, the last ${formatDuration(last)}`;
}

function phaseLines({ phasesNs, totalNs }: ClosedForm): string[] {
  return PHASES.map(([name, meaning]) => {
    const ns = phasesNs[name];
    return `  ${name.padEnd(7)}${formatDuration(ns).padStart(9)}${percent(ns / totalNs).padStart(9)}  ${meaning}`;
  });
}

/** The times of a request, phase by phase, and on which assumptions they stand. */
export function requestText(result: SimulatedRequest): string {
  const { request, totalNs } = result;
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
  const hypothetical = result.hypothetical.map((what) => `Hypothetical: ${what}`);
  const notes = [...hypothetical, ...result.notes.map((note) => `Note: ${note}`)];
  const head = lines.map(([name, value]) => `${name.padEnd(13)}${value}`);
  return [...head, '', 'phases', ...phaseLines(result), '', assumptionText(result.assumptions), ...notes].join('\n');
}
