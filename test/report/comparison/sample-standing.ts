import type { Comparison } from '../../../src/evaluation/comparison.js';
import type { Standing } from '../../../src/evaluation/standing.js';
import type { Verdict } from '../../../src/evaluation/verdict.js';

/** A standing of round figures on two scenarios; a test names what it is about. */
export function standing(overrides: Partial<Standing> & Pick<Standing, 'name'>): Standing {
  return {
    kind: 'learned',
    score: { iqm: 0.9, low: 0.85, high: 0.95, mean: 0.8, n: 10 },
    worst: { scenario: 'zen3/churn-v2', score: 0.5 },
    harms: [{ scenario: 'zen3/churn-v2', ratio: 1.25, low: 1.2, high: 1.3 }],
    members: [],
    costs: { total: 100, stall: 40, delay: 30, cpu: 20, bandwidth: 10, fairness: 5 },
    metrics: {
      throughputGBps: 12.345,
      p99LatencyNs: 2_500_000,
      medianFirstFolioNs: 1500,
      p99FirstFolioNs: 90_000,
      meanBlackoutNs: 7040,
      p99BlackoutNs: 64_000,
      cpuNsPerMiB: 1,
      dmaNsPerMiB: 2,
      recopiedFolios: 0,
    },
    byScenario: [
      { scenario: 'zen3/bulk-v2', score: 1, cost: 20 },
      { scenario: 'zen3/churn-v2', score: null, cost: 90 },
    ],
    ...overrides,
  };
}

/** Two scenarios, of which the second gives no score. */
export function comparison(policies: readonly Standing[]): Comparison {
  const scale = { reference: 'greedy', kernelCost: 40, referenceCost: 20, referenceGain: 0.5, scored: true };
  return {
    scenarios: ['zen3/bulk-v2', 'zen3/churn-v2'],
    seeds: [1, 2, 3],
    scales: [
      { ...scale, scenario: 'zen3/bulk-v2', toWin: { gain: 0.48, low: 0.4, high: 0.56, n: 6 } },
      {
        ...scale,
        scenario: 'zen3/churn-v2',
        kernelCost: 60,
        referenceGain: 0.031,
        toWin: { gain: 0.04, low: 0.02, high: 0.06, n: 24 },
        scored: false,
      },
    ],
    policies,
    scores: new Map(),
    toGain: [],
    beaten: [],
  };
}

/** A verdict of a gain of 0.012. */
export function verdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    text: 'significant gain',
    significant: true,
    tooSmall: false,
    score: 0.9,
    gain: 0.012,
    low: 0.004,
    high: 0.02,
    probabilityOfImprovement: 0.75,
    probabilityLow: 0.6,
    probabilityHigh: 0.9,
    policy: 'tree',
    rule: 'queue-aware',
    mean: { rule: 'queue-aware', gain: -0.002, low: -0.01, high: 0.005 },
    ...overrides,
  };
}
