import { canonicalJson } from '../../core/canonical-json.js';
import { at } from '../../core/errors.js';
import { type Entrant, KERNEL_ENTRANT, type RuleEntrant, referenceEntrants } from '../../episodes/entrant.js';
import type { EpisodeHooks, EpisodeThreads } from '../../episodes/episode-threads.js';
import { scaleSeeds } from '../../episodes/seeds.js';
import { episodesOfLook, type GainToWin, gainToWin, isUndecided } from '../../evaluation/gain-to-win.js';
import { costPerMiB } from '../../evaluation/score.js';
import { DEFAULT_LOOKAHEAD } from '../../heuristics/references/lookahead.js';
import { HEURISTICS } from '../../heuristics/registry.js';
import type { BatchTable } from '../../migration/batch-table.js';

/*
 * What there is to win on scenarios (evaluation/gain-to-win.ts), by greedy over the three-parameter rule with its
 * defaults: a reference that depends on nobody who takes part, so that a scenario counts or does not whoever is compared.
 * Lookahead, which costs ten times as much, would only add to the gain.
 */
const RULE = HEURISTICS.get('three-parameter');
const BASE: RuleEntrant = { is: 'rule', name: RULE.name, rule: RULE.name, parameters: RULE.defaults };
const REFERENCE: Entrant = at(referenceEntrants(BASE, DEFAULT_LOOKAHEAD), 0);

/** Costs of the kernel and of the reference on the scale episodes run so far, by scenario. */
class Costs {
  readonly #cells = new Map<string, { kernel: number[]; reference: number[] }>();

  of(scenario: string): { kernel: number[]; reference: number[] } {
    const cell = this.#cells.get(scenario) ?? { kernel: [], reference: [] };
    this.#cells.set(scenario, cell);
    return cell;
  }
}

/** What was measured in this process, by batching: it depends on that and the scenario alone. */
const measured = new Map<string, Map<string, GainToWin>>();

function measuredUnder(batching: BatchTable | undefined): Map<string, GainToWin> {
  const key = canonicalJson(batching ?? null);
  const known = measured.get(key) ?? new Map<string, GainToWin>();
  measured.set(key, known);
  return known;
}

/** Measures each scenario until it is decided whether it gives a score. @throws FoliotuneError when told to stop. */
export async function measureGain(
  threads: EpisodeThreads,
  scenarios: readonly string[],
  batching: BatchTable | undefined,
  hooks: EpisodeHooks = {},
): Promise<ReadonlyMap<string, GainToWin>> {
  const costs = new Costs();
  const known = measuredUnder(batching);
  let open = scenarios.filter((scenario) => !known.has(scenario));
  let done = 0;
  for (let look = 0; open.length > 0; look++) {
    const episodes = episodesOfLook(look);
    if (episodes === undefined) break;
    const seeds = scaleSeeds(done, episodes - done);
    done = episodes;
    const tasks = open.flatMap((scenario) =>
      seeds.map((seed) => ({ scenario, seed, entrants: [KERNEL_ENTRANT, REFERENCE], batching })),
    );
    for (const result of await threads.run(tasks, hooks)) {
      const { kernel, reference } = costs.of(result.scenario);
      (result.contender === KERNEL_ENTRANT.name ? kernel : reference).push(costPerMiB(result));
    }
    open = open.filter((scenario) => {
      const { kernel, reference } = costs.of(scenario);
      const gain = gainToWin(kernel, reference);
      if (isUndecided(gain)) return true;
      known.set(scenario, gain);
      return false;
    });
  }
  return new Map([...known].filter(([scenario]) => scenarios.includes(scenario)));
}
