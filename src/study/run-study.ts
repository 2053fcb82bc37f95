import { setImmediate } from 'node:timers/promises';
import { canonicalJson } from '../core/canonical-json.js';
import { at, FoliotuneError } from '../core/errors.js';
import type { OpenScenario } from '../env/scenario-registry.js';
import { evaluationSeeds } from '../episodes/seeds.js';
import type { Platform } from '../platform/platform.js';
import { createMachine, type Machine } from '../sim/machine.js';
import { DEFAULT_WEIGHTS } from '../sim/state/cost-terms.js';
import { mean } from '../statistics/mean.js';
import { meanInterval } from '../statistics/mean-interval.js';
import { openEpisodes, runStudyEpisode } from './episode-run.js';
import type { EpisodeSettings } from './episode-settings.js';
import { judgeExpectations } from './expectation.js';
import { pointsOf, type StudyPoint } from './points.js';
import { isDeterministic, runRequest } from './request-run.js';
import { STUDY_METRICS } from './study-metrics.js';
import { type StudyCell, StudyCells, type StudyResult } from './study-result.js';
import type { Study } from './study-schema.js';

/** Names the bootstrap's random stream and the seeds of the episodes. */
const STUDY_SEED = 1;

export interface StudyHooks {
  /** Called after each point. */
  onProgress?(done: number, total: number): void;
  /** Polled before each point; true ends the work. */
  shouldStop?(): boolean;
}

/** Values of every metric of one run, in the order of the study's metrics. */
type Reading = readonly number[];

/** Runs points one after the other; machines and scenarios are made once. */
class Runner {
  readonly #study: Study;
  readonly #machines = new Map<Platform, Machine>();
  readonly #scenarios = new Map<string, Promise<OpenScenario>>();

  constructor(study: Study) {
    this.#study = study;
  }

  /** One of each name: a variant of a platform has the platform's. */
  get platforms(): readonly Platform[] {
    const used = [...this.#machines.keys()];
    return used.filter(({ name }, index) => used.findIndex((other) => other.name === name) === index);
  }

  /** Readings of a point, one a seed. */
  async readings({ what }: StudyPoint, seeds: readonly number[]): Promise<Reading[]> {
    const metrics = this.#study.metrics.map((name) => STUDY_METRICS.get(name));
    if (what.kind === 'request') {
      const machine = this.#machineOf(what.platform);
      const drawn = isDeterministic(what.prepared) ? seeds.slice(0, 1) : seeds;
      const readings = drawn.map((seed) => {
        const sim = runRequest(machine, what.prepared, seed);
        return metrics.map((metric) => metric.of(sim, DEFAULT_WEIGHTS));
      });
      return seeds.map((_, k) => at(readings, Math.min(k, readings.length - 1)));
    }
    const open = await this.#scenarioOf(what.settings);
    return seeds.map((seed) => {
      const sim = runStudyEpisode(open, what.settings, seed);
      return metrics.map((metric) => metric.of(sim, open.scenario.weights));
    });
  }

  #machineOf(platform: Platform): Machine {
    const machine = this.#machines.get(platform) ?? createMachine(platform);
    this.#machines.set(platform, machine);
    return machine;
  }

  async #scenarioOf({ policy: _, batch: __, ...settings }: EpisodeSettings): Promise<OpenScenario> {
    const key = canonicalJson(settings);
    const opening = this.#scenarios.get(key) ?? openEpisodes({ ...settings, policy: 'kernel' });
    this.#scenarios.set(key, opening);
    const open = await opening;
    if (!this.platforms.some(({ name }) => name === open.machine.platform.name)) {
      this.#machines.set(open.machine.platform, open.machine);
    }
    return open;
  }
}

function cellOf(values: readonly number[]): StudyCell {
  if (!values.every(Number.isFinite)) return { values, mean: Number.NaN, low: Number.NaN, high: Number.NaN };
  if (values.every((value) => value === values[0])) {
    const same = at(values, 0);
    return { values, mean: same, low: same, high: same };
  }
  const { low, high } = meanInterval(values, { seed: STUDY_SEED });
  return { values, mean: mean(values), low, high };
}

/**
 * Simulates every point of a study with the same seeds and holds the results to its expectations. Deterministic.
 * @param seeds how many, where other than the study says.
 * @throws FoliotuneError `check-failed` when it is told to stop.
 */
export async function runStudy(study: Study, hooks: StudyHooks = {}, count = study.seeds): Promise<StudyResult> {
  const seeds = evaluationSeeds(STUDY_SEED, count);
  const points = pointsOf(study);
  const runner = new Runner(study);
  const cells = new StudyCells(study);
  for (const [index, point] of points.entries()) {
    if (hooks.shouldStop?.())
      throw new FoliotuneError('check-failed', `stopped within ${study.name}: nothing is written`);
    const readings = await runner.readings(point, seeds);
    study.metrics.forEach((metric, m) => {
      cells.put(metric, point.panel, point.series, point.x, cellOf(readings.map((reading) => at(reading, m))));
    });
    hooks.onProgress?.(index + 1, points.length);
    await setImmediate(); // lets signals and timers in
  }
  return { study, seeds, platforms: runner.platforms, cells, outcomes: judgeExpectations(study, cells) };
}
