import { FoliotuneError } from '../../core/errors.js';
import { comparisonJson } from '../comparison/comparison-json.js';
import type { QuickstartReport } from './quickstart-text.js';

/** A quickstart for a program. Keys are added, never renamed. */
export function quickstartJson(report: QuickstartReport): object {
  const { fidelity, trainings, comparison, verification, ...rest } = report;
  return {
    ...rest,
    fidelity: fidelity && { ...fidelity, cells: fidelity.cells.length },
    training: trainings.map(({ policy: _, ...one }) => one),
    comparison: comparisonJson(comparison),
    verification: verification instanceof FoliotuneError ? { failed: verification.line } : verification,
  };
}
