import { openScenarios } from '../../env/scenario-registry.js';
import type { Comparison } from '../../evaluation/comparison.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { platformsOf } from '../../experiment/machines.js';
import type { BatchTable } from '../../migration/batch-table.js';
import type { TunedRule } from '../../tuning/tune-rules.js';
import { type LineUp, standsAlone } from '../line-up.js';
import { type Roofline, roofline } from '../roofline.js';
import type { RulesOrigin } from '../saved-rules.js';
import { comparisonNotes } from './comparison-notes.js';
import { type PlatformTrust, platformTrust } from './platform-trust.js';
import { type QuantisationCost, quantisationCost } from './quantisation-cost.js';
import { type Spent, spentBy } from './spent.js';

/** What a reader must know to believe a comparison's figures, or not. */
export interface Disclosures {
  /** The physical limit of throughput on each scenario. */
  readonly rooflines: readonly Roofline[];
  readonly tuned: readonly TunedRule[];
  /** Where the rules' settings were read; null where they were tuned for this very comparison. */
  readonly tunedRules: RulesOrigin | null;
  readonly spent: readonly Spent[];
  readonly quantisation: readonly QuantisationCost[];
  readonly references: Experiment['references'] & { readonly baseName: string };
  readonly trust: readonly PlatformTrust[];
  /** How batches were cut for everybody but the kernel; null where as the offload series does. */
  readonly batching: BatchTable | null;
  readonly notes: readonly string[];
}

/** What deciding in integers costs: in score where the float form ran, else in changed decisions. */
async function quantisationOf({ learned }: LineUp, comparison: Comparison, { evaluation }: Experiment) {
  const costs: QuantisationCost[] = [];
  for (const { members } of learned.filter(standsAlone)) {
    for (const { entrant, files } of members) {
      for (const contents of files) costs.push(await quantisationCost(contents, comparison, evaluation, entrant.name));
    }
  }
  return costs;
}

/** @param comparison with the float forms; @param origin of the rules' settings, where they were read. */
export async function disclosuresOf(
  experiment: Experiment,
  line: LineUp,
  tuned: readonly TunedRule[],
  origin: RulesOrigin | undefined,
  comparison: Comparison,
): Promise<Disclosures> {
  const { scenarios, generalisation, references, batching = null } = experiment;
  const open = await openScenarios(scenarios);
  return {
    rooflines: open.map((one) => roofline(one, comparison.seeds)),
    tuned,
    tunedRules: origin ?? null,
    spent: spentBy(line.learned, tuned),
    quantisation: await quantisationOf(line, comparison, experiment),
    references: { ...references, baseName: line.base },
    batching,
    trust: platformsOf([...scenarios, ...generalisation]).map(platformTrust),
    notes: await comparisonNotes(experiment, line.learned, origin),
  };
}
