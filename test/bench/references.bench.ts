import { bench, describe } from 'vitest';
import { openScenario } from '../../src/env/scenario-registry.js';
import { type Contender, deciderOf, references } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { queueAware } from '../../src/heuristics/rules/queue-aware.js';

/*
 * What a decision costs that a reference takes: the mean of an episode ÷ its decisions, which the name says. Light and heavy
 * load, the rule that decides what follows beside them.
 */
const rule = queueAware.create(queueAware.defaults);
const alone: Contender = { name: 'queue-aware', kind: 'rule', begin: () => deciderOf(rule) };
const OPTIONS = { kind: 'resampled', horizonMs: 10, width: 2, samples: 1, arrivals: 8 } as const;

for (const scenario of ['spr-dsa/bulk-light-v1', 'spr-dsa/tiering-heavy-v1', 'xeon-2s-ioat/noisy-neighbour-heavy-v1']) {
  const open = await openScenario(scenario);
  describe(`one episode of ${scenario}`, () => {
    for (const contender of [alone, ...references(rule, OPTIONS)]) {
      const { decisions } = runEpisode(open, 1, contender);
      bench(
        `${contender.name}: ${decisions} decisions`,
        () => {
          runEpisode(open, 1, contender);
        },
        { iterations: 3, time: 0, warmupIterations: 0, warmupTime: 0 },
      );
    }
  });
}
