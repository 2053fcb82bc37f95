import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario } from '../../src/env/scenario-registry.js';
import { contenderOf } from '../../src/episodes/contender-of.js';
import { policyEntrant } from '../../src/episodes/entrant.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import type { Comparison } from '../../src/evaluation/comparison.js';
import type { Verdict } from '../../src/evaluation/verdict.js';
import { parseExperiment } from '../../src/experiment/experiment-file.js';
import { underVariants } from '../../src/experiment/variants.js';
import { runLine } from '../cli/recorded-context.js';
import { experimentFolder, TINY } from '../experiment/tiny-experiment.js';
import { samplePolicy } from '../policy/sample-policies.js';

/** A rule alone, tuned on next to nothing, under everything that an experiment can open. */
const OPENED = {
  ...TINY,
  scenarios: ['zen3-ptdma/bulk-light-v2'],
  learners: [],
  rules: ['three-parameter'],
  tuneDecisions: 300,
  evaluation: { seeds: 1, seed: 1 },
  references: { ...TINY.references, base: 'three-parameter' },
  batchCaps: ['1 folio', '32 folios', '512folios', 'by-reason'],
  dmaInterfaces: ['per-folio', 'scatter-gather'],
};

interface Compared extends Comparison {
  readonly verdict: Verdict;
  readonly notes: readonly string[];
}

const { cwd, remove } = experimentFolder(OPENED);
afterAll(remove);

let compared: Compared;
let shown: string;
beforeAll(async () => {
  const printed = await runLine('compare tiny.json --json', { cwd });
  expect(printed.stderr).not.toContain('error');
  compared = JSON.parse(printed.stdout);
  shown = (await runLine('compare tiny.json', { cwd })).stdout;
});

const standing = (name: string) => {
  const found = compared.policies.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is among ${compared.policies.map((one) => one.name).join(', ')}`);
  return found;
};
const TUNED = 'three-parameter/tuned';

describe('an experiment that opens batch caps and DMA interfaces', () => {
  it('enters every tuned rule once more under each', () => {
    const names = compared.policies.map(({ name }) => name).filter((name) => name.includes('@'));
    const texts = ['1 folio', '32 folios', '512 folios', 'by-reason', 'per-folio', 'scatter-gather'];
    expect(names).toEqual(texts.map((text) => `${TUNED}@${text}`));
  });

  it("changes nothing under the platform's own cap and interface", () => {
    for (const text of ['512 folios', 'scatter-gather']) {
      expect(standing(`${TUNED}@${text}`).costs).toEqual(standing(TUNED).costs);
      expect(standing(`${TUNED}@${text}`).metrics).toEqual(standing(TUNED).metrics);
    }
  });

  it('shows what a smaller batch brings and costs, and what lists are worth', () => {
    const [one, some, all] = ['1 folio', '32 folios', '512 folios'].map((cap) => standing(`${TUNED}@${cap}`).metrics);
    expect(one?.meanBlackoutNs).toBeLessThan(some?.meanBlackoutNs ?? 0);
    expect(some?.meanBlackoutNs).toBeLessThan(all?.meanBlackoutNs ?? 0);
    expect(some?.p99BlackoutNs).toBeLessThan(all?.p99BlackoutNs ?? 0);
    expect(one?.throughputGBps).toBeLessThan(all?.throughputGBps ?? 0);
    expect(all?.meanBlackoutNs).toBeLessThanOrEqual(all?.p99BlackoutNs ?? 0);
    expect(standing(`${TUNED}@per-folio`).costs.total).not.toBe(standing(TUNED).costs.total);
  });

  it('says that it needs a kernel change, shows latency and keeps the variants out of the verdict', () => {
    expect(compared.notes).toEqual([
      expect.stringMatching(/@1 folio.*needs a kernel change.*no part of the verdict/),
      expect.stringMatching(/@per-folio.*no part of the verdict/),
    ]);
    expect(JSON.stringify(compared.verdict)).not.toContain('@');
    expect(shown).toMatch(/^policy +first folio p50 +first folio p99 +blackout mean +blackout p99$/m);
    expect(shown).toContain(`${TUNED}@by-reason`);
  });
});

describe('a learned policy under a variant', () => {
  it('is the same policy, asked about other batches or copying by another interface', async () => {
    const contents = samplePolicy('linear', 1);
    const open = await openScenario('zen3-ptdma/bulk-light-v2');
    const entrants = underVariants([policyEntrant(contents)], {
      batchCaps: ['8 folios'],
      dmaInterfaces: ['per-folio'],
    });
    expect(entrants.map(({ name }) => name)).toEqual(
      ['8 folios', 'per-folio'].map((text) => `${policyEntrant(contents).name}@${text}`),
    );
    const [own, small, single] = [policyEntrant(contents), ...entrants].map((one) =>
      runEpisode(open, 3, contenderOf(one)),
    );
    expect(small?.mib).toBe(own?.mib);
    expect(small?.decisions).toBeGreaterThan(10 * (own?.decisions ?? 0));
    expect(small?.metrics.meanBlackoutNs).toBeLessThan((own?.metrics.meanBlackoutNs ?? 0) / 2);
    expect(single?.decisions).toBe(own?.decisions);
    expect(single?.cost).not.toBe(own?.cost);
  });
});

describe('an experiment file', () => {
  it.each([
    [{ batchCaps: ['some'] }, /tiny\.json: batchCaps\.0: must be a whole number.*"some"/],
    [{ batchCaps: ['32', '32 folios'] }, /tiny\.json: batchCaps\.1: "32 folios" is listed twice/],
    [{ dmaInterfaces: ['bulk'] }, /tiny\.json: dmaInterfaces\.0/],
    [{ dmaInterfaces: ['per-folio', 'per-folio'] }, /tiny\.json: dmaInterfaces: .*listed twice/],
  ])('with %o is refused', (changes, message) => {
    expect(() => parseExperiment({ ...OPENED, ...changes }, 'tiny.json')).toThrow(message);
  });
});
