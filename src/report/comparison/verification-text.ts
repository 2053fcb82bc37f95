import type { VerifyReport } from '../../analysis/verify-export.js';
import { counted } from '../../core/number-text.js';
import type { TargetResult } from '../../export/exporter.js';
import { type Column, table } from '../terminal/table.js';
import { quantisationLine } from './comparison-text.js';

const TARGETS: readonly Column<TargetResult>[] = [
  { title: 'built by', cell: ({ compiler, version }) => (version === '' ? compiler : `${compiler} ${version}`) },
  { title: 'inputs', cell: ({ inputs }) => inputs },
  { title: 'mismatches', cell: ({ mismatches }) => mismatches },
  { title: 'flags', cell: ({ flags }) => flags.join(' ') },
];

/** "0 mismatches on 100000 inputs with 4 builds". */
export function mismatchText({ verification: { mismatches, inputs, targets } }: VerifyReport): string {
  const found = counted(mismatches, 'mismatch', 'mismatches');
  return `${found} on ${counted(inputs, 'input')} with ${counted(targets.length, 'build')}`;
}

/** Whether exported code decides as the policy does, for a reader. */
export function verificationText(report: VerifyReport, columns: number): string {
  const { verification, visited } = report;
  const { policy, exporter, targets } = verification;
  const first = targets.flatMap(({ firstMismatch }) => firstMismatch ?? []);
  return [
    `${policy.learner}:${policy.name} (${policy.kind}) as ${exporter}: ${mismatchText(report)}`,
    table(TARGETS, targets, columns),
    ...first.map((line) => `first mismatch: ${line}`),
    visited
      ? quantisationLine(visited)
      : 'its training scenarios are not known here: integers were not held against floats',
  ].join('\n');
}
