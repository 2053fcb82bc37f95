import type { Evaluation } from '../../src/store/evaluations.js';
import type { NewRun } from '../../src/store/runs.js';

export const NEW_RUN: NewRun = Object.freeze({
  kind: 'train',
  experiment: 'tiering-churn',
  config: { lanes: 16, gaeLambda: 0.95, scenarios: ['zen3-ptdma/tiering-churn-v2'] },
  seed: 2 ** 40 + 7,
  versions: { foliotune: '0.1.0', node: 'v20.20.2', backend: 'wasm' },
  gitCommit: null,
  featureTableHash: '0123456789abcdef',
  startedAt: '2025-01-31T12:00:00.000Z',
  pid: 4711,
  host: 'here',
  note: "a 'quoted' note; DROP TABLE runs; – ½",
});

export function evaluation(changes: Partial<Evaluation>): Evaluation {
  return {
    runId: 1,
    policy: 'kernel',
    policyKind: 'kernel',
    scenario: 'zen3-ptdma/tiering-churn-v2',
    seed: 1,
    stallCoreNs: 1.5e12,
    delayCoreNs: 0,
    cpuCoreNs: 0.1,
    bandwidthCoreNs: 1e-300,
    fairnessCoreNs: 0,
    totalCoreNs: 1.5e12,
    mibMoved: 4096,
    metrics: { throughputGBps: 13.6, p99LatencyNs: Number.NaN, firstFolioLatencyNs: Number.POSITIVE_INFINITY },
    decisions: 2048,
    ...changes,
  };
}
