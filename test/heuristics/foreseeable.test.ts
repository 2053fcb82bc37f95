import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { DEFAULT_BASE } from '../../src/episodes/contender.js';
import { drawsOf, foreseeable } from '../../src/heuristics/references/foreseeable.js';
import { greedy, type Reference } from '../../src/heuristics/references/greedy.js';
import { DEFAULT_LOOKAHEAD, lookahead } from '../../src/heuristics/references/lookahead.js';
import { Trial } from '../../src/heuristics/references/trial.js';
import { actionIndex } from '../../src/policy/action-table.js';
import { arrivalsOf, type Episode, tenantLoadOf } from '../../src/workload/episode.js';
import { type Fault, type Faults, faultsOf } from '../../src/workload/faults.js';

const MS = 1e6;
const open = await openScenario('zen3-ptdma/bulk-light-v2');
const plain = open.episode(3);
const RELIABLE = { noticeNs: 20_000, listErrorRate: 0, seed: 1 };
const unplugAt = (...timesNs: number[]): Fault[] =>
  timesNs.map((timeNs) => ({ timeNs, kind: 'device-unplugged', channel: 0 }));
const withFaults = (episode: Episode, list: readonly Fault[], facts: Partial<Faults> = {}): Episode => ({
  ...episode,
  faults: faultsOf(list, { ...RELIABLE, ...facts }),
});

type Kind = 'greedy' | 'resampled' | 'clairvoyant';
function referenceOf(kind: Kind, lane: Lane, samples: number): Reference {
  if (kind === 'greedy') return greedy(lane.sim, DEFAULT_BASE, lane.weights);
  const options = { ...DEFAULT_LOOKAHEAD, kind, width: 3, samples };
  return lookahead(lane.sim, DEFAULT_BASE, lane.weights, (seed) => open.episode(seed), 5, options);
}

/** The first decisions of a reference in an episode, each carried out. */
function firstDecisions(kind: Kind, episode: Episode, count: number, samples = 2): number[] {
  const lane = new Lane(open, episode);
  const reference = referenceOf(kind, lane, samples);
  const decisions: number[] = [];
  while (!lane.done && decisions.length < count) {
    decisions.push(reference(lane.sim, lane.slot, lane.mask));
    lane.step(at(decisions, decisions.length - 1));
  }
  return decisions;
}

/** Eight cold THPs, alone. */
const alone: Episode = {
  arrivals: arrivalsOf([
    {
      ...{ timeNs: 0, folioBytes: 2 ** 21, folios: 8, source: 0, target: 1, reason: 'demotion', mode: 'async' },
      ...{ owner: 0, caller: 0, callerNode: 0, touchRate: 1e-8, delayRate: 1e-3, mmCpus: 4 },
    },
  ]),
  load: tenantLoadOf([]),
  callers: 1,
};

describe('an episode as it can be foreseen', () => {
  it('is the episode itself where nothing fails', () => {
    expect(foreseeable(plain, 5 * MS, 0)).toBe(plain);
    expect(drawsOf(plain)).toBe(1);
  });

  it('has the faults that were, and none to come', () => {
    const faulty = withFaults(plain, unplugAt(1 * MS, 2 * MS, 3 * MS));
    const { faults, ...rest } = foreseeable(faulty, 2 * MS, 0);
    expect([...(faults?.timeNs ?? [])]).toEqual([1 * MS, 2 * MS, Number.POSITIVE_INFINITY]);
    expect(faults).toMatchObject({ ...RELIABLE, seed: expect.any(Number), count: 3 });
    expect(rest).toEqual(plain);
  });

  it('has lists that fail as often, but neither those of the episode nor those of another draw', () => {
    const faulty = withFaults(plain, [], { listErrorRate: 0.3 });
    const seeds = [0, 1, 2].map((draw) => foreseeable(faulty, 0, draw).faults?.seed);
    expect(new Set([faulty.faults?.seed, ...seeds]).size).toBe(4);
    expect(foreseeable(faulty, 0, 0).faults?.listErrorRate).toBe(0.3);
    expect(drawsOf(faulty)).toBeGreaterThan(1);
    expect(drawsOf(withFaults(plain, unplugAt(MS)))).toBe(1);
  });
});

/**
 * What is decided first where three of ten lists fail, others with each seed. So many samples that the answer is not the
 * noise of the lists that are drawn.
 */
const decidedBySeed = (kind: Kind): string[] =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
    firstDecisions(kind, withFaults(alone, [], { listErrorRate: 0.3, seed }), 1, 32).join(),
  );

describe.each(['greedy', 'resampled'] as const)('%s', (kind) => {
  it('decides alike until the device goes, whenever that will be', () => {
    const safe = firstDecisions(kind, plain, 8);
    const lane = new Lane(open, plain);
    for (const action of safe.slice(0, -1)) lane.step(action);
    // After the last of these decisions, in the midst of what they began.
    for (const after of [1, 0.2 * MS, 5 * MS]) {
      const faulty = withFaults(plain, unplugAt(lane.sim.now + after));
      expect(firstDecisions(kind, faulty, 8)).toEqual(safe);
    }
  });

  it('decides as without faults where there are none', () => {
    expect(firstDecisions(kind, withFaults(plain, []), 12)).toEqual(firstDecisions(kind, plain, 12));
  });

  it('decides alike whichever lists will fail', () => {
    expect(new Set(decidedBySeed(kind)).size).toBe(1);
  });
});

describe('the clairvoyant lookahead', () => {
  it('foresees which lists will fail', () => {
    expect(new Set(decidedBySeed('clairvoyant')).size).toBeGreaterThan(1);
  });

  it('foresees that the device goes', () => {
    const lane = new Lane(open, alone);
    const decided = (episode: Episode): string => firstDecisions('clairvoyant', episode, 1).join();
    const gone = withFaults(alone, unplugAt(lane.sim.now + 0.2 * MS), { noticeNs: 50 * MS });
    expect(decided(gone)).not.toBe(decided(alone));
    expect(firstDecisions('resampled', gone, 1).join()).toBe(firstDecisions('resampled', alone, 1).join());
  });
});

describe('what an action is expected to be charged', () => {
  const dma = actionIndex('dcbm-1');
  const charged = (episode: Episode, action: number) => {
    const lane = new Lane(open, episode);
    const trial = new Trial(lane.sim, DEFAULT_BASE, lane.weights);
    return {
      comes: trial.creditOf(lane.sim, lane.slot, action),
      expected: trial.expectedCreditOf(lane.sim, lane.slot, action),
    };
  };

  it('is what it will be charged where nothing fails', () => {
    const { comes, expected } = charged(alone, dma);
    expect(expected).toBe(comes);
  });

  it('does not know that the device goes, or that a list fails', () => {
    const safe = charged(alone, dma).comes;
    const gone = charged(withFaults(alone, unplugAt(0.2 * MS)), dma);
    expect(gone.comes).toBeGreaterThan(1.01 * safe);
    expect(gone.expected).toBe(safe);
  });

  it('is the same for CPUs whatever fails, and dearer for an engine whose every list does', () => {
    const failing = withFaults(alone, [], { listErrorRate: 1 });
    const decline = actionIndex('decline');
    expect(charged(failing, decline).expected).toBe(charged(alone, decline).comes);
    expect(charged(failing, dma).expected).toBe(charged(failing, dma).comes);
    expect(charged(failing, dma).expected).toBeGreaterThan(1.01 * charged(alone, dma).comes);
  });

  it('lies between what it costs with and without a failure where some lists fail', () => {
    const rate = { listErrorRate: 0.5 };
    const comes = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => charged(withFaults(alone, [], { ...rate, seed }), dma).comes);
    expect(new Set(comes).size).toBe(2);
    const { expected } = charged(withFaults(alone, [], rate), dma);
    expect(expected).toBeGreaterThanOrEqual(Math.min(...comes));
    expect(expected).toBeLessThanOrEqual(Math.max(...comes));
  });
});
