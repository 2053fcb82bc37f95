import { canonicalJson } from '../core/canonical-json.js';
import type { Choices } from '../core/choices.js';
import { at } from '../core/errors.js';
import { type RandomStream, randomStream } from '../core/random.js';
import { mean } from '../statistics/mean.js';
import { type Parameters, propose } from './propose.js';

/*
 * Search for good settings with a budget of simulated decisions. The defaults are the first setting. Four parts, each
 * with its part of the budget:
 *
 *   anywhere      settings drawn at random, on FIRST episodes of every scenario
 *   by scenario   near those that are best on a scenario, on it alone; then the best of them on all
 *   everywhere    near those that are best on all scenarios
 *   once more     the defaults and the best of each kind on a further episode, the better half of these on yet another, and
 *                 so on (successive halving), for the best of many on few episodes was lucky, too
 *
 * Settings that are tried on several scenarios race: all of them run where episodes are cheap, on scenarios that together
 * take up to HEAT of a setting's decisions, and only the best go on to the others: a budget of decisions buys several
 * times the settings. Where the number of settings is bounded each is run whole.
 *
 * What is minimised over several scenarios is the mean of (cost − the kernel's on the same episodes) ÷ the scenario's
 * worth: minus the score, with another reference.
 *
 * Everything follows from the problem and from what is measured: nothing from when or where it is measured.
 */

/** One episode to be run with one setting. */
export interface TrialCell {
  readonly setting: number;
  readonly parameters: Parameters;
  readonly scenario: number;
  readonly episode: number;
}

export interface Problem {
  readonly label: string;
  readonly defaults: Parameters;
  readonly choices: Choices<Parameters>;
  /** What the kernel costs [core-µs/MiB], and the decisions an episode has. [scenario][episode] */
  readonly kernelCosts: readonly (readonly number[])[];
  readonly decisions: readonly (readonly number[])[];
  /** What a scenario's costs are measured by for the mean over all; 0: it does not count. [scenario] */
  readonly worth: readonly number[];
  readonly budget: number;
  /** At most so many settings. */
  readonly most?: number;
  /** Whether one setting for all is all that is wanted: then the whole search is for it. */
  readonly oneSetting?: boolean;
  readonly seed: number;
}

export type Measure = (cells: readonly TrialCell[]) => Promise<readonly number[]>;

/** Parts of the budget, and where the first two parts and the third end. */
const ANYWHERE = 0.25;
const BY_SCENARIO = 0.2;
const EVERYWHERE = 0.8;
/** Episodes a setting is first judged by. */
const FIRST = 2;
/** Settings proposed together, before any of them is known, where no race is run. */
const TOGETHER = 4;
/** A race: the most that its heat takes of all scenarios' decisions, how many run in it, and one in how many goes on. */
const HEAT = 0.25;
const RACING = 12;
const ONE_IN = 4;

/** How many of `racing` go on. */
const winnersOf = (racing: number): number => Math.max(1, Math.floor(racing / ONE_IN));

/** The most that can race for `whole` settings' decisions when a heat takes the part `heat` of one. */
function racingFor(whole: number, heat: number): number {
  let racing = RACING;
  while (racing > 0 && racing * heat + winnersOf(racing) * (1 - heat) > whole) racing--;
  return racing;
}
/** How many of the best are parents. */
const PARENTS = 4;
/** Settings on a further episode, of each kind, beside the defaults. */
const FINALISTS = 5;
/** The first setting. */
const DEFAULTS = 0;

export class Search {
  /** Settings and what was measured of each, [scenario][episode]; only what was run. */
  readonly tried: { readonly parameters: Parameters; readonly costs: number[][] }[] = [];
  readonly #known = new Set<string>();
  /** By kind: the scenarios' numbers. */
  readonly #finalists = new Map<string, readonly number[]>();
  readonly #problem: Problem;
  readonly #measure: Measure;
  readonly #all: readonly number[];
  spent = 0;

  constructor(problem: Problem, measure: Measure) {
    this.#problem = problem;
    this.#measure = measure;
    this.#all = problem.decisions.map((_, scenario) => scenario);
  }

  async run(): Promise<void> {
    const { budget, defaults, oneSetting, most = Number.POSITIVE_INFINITY } = this.#problem;
    this.#add(defaults);
    await this.#runCells(this.#cellsOf([DEFAULTS], this.#all, FIRST));
    await this.#look(this.#all, budget * ANYWHERE, most * ANYWHERE, true);
    for (const scenario of oneSetting ? [] : this.#all) {
      const until = budget * (ANYWHERE + (BY_SCENARIO * (scenario + 1)) / this.#all.length);
      await this.#look([scenario], until, most);
      // What is best on one scenario may be good on the others, too.
      if (this.spent < budget * EVERYWHERE) await this.#complete(this.#ranked([scenario]).slice(0, 1));
    }
    await this.#look(this.#all, budget * EVERYWHERE, most);
    await this.#again();
  }

  /** Runs settings on the scenarios they have not been run on. */
  async #complete(settings: readonly number[]): Promise<void> {
    const cells = this.#cellsOf(settings, this.#all, FIRST);
    if (this.spent + this.#price(cells) <= this.#problem.budget) await this.#runCells(cells);
  }

  /** The best setting on all scenarios, or on one alone. */
  best(scenarios: readonly number[] = this.#all): number {
    return at(this.#finalists.get(scenarios.join(',')) ?? this.#ranked(scenarios), 0);
  }

  /** Settings that have run on all of `scenarios`, best first. */
  #ranked(scenarios: readonly number[], settings: readonly number[] = [...this.tried.keys()]): readonly number[] {
    return settings
      .filter((setting) => scenarios.every((scenario) => (at(this.tried, setting).costs[scenario] ?? []).length > 0))
      .map((setting) => ({ setting, cost: this.cost(setting, scenarios) }))
      .sort((a, b) => a.cost - b.cost || a.setting - b.setting)
      .map(({ setting }) => setting);
  }

  /**
   * What a setting costs more than the kernel on the same episodes: over what the scenario is worth, and the mean over
   * those that are worth something.
   */
  cost(setting: number, scenarios: readonly number[]): number {
    const { worth, kernelCosts } = this.#problem;
    const counted = scenarios.filter((scenario) => at(worth, scenario) > 0);
    return mean(
      (counted.length > 0 ? counted : scenarios).map((scenario) => {
        const own = at(this.tried, setting).costs[scenario] ?? [];
        const kernel = mean(at(kernelCosts, scenario).slice(0, own.length));
        return (mean(own) - kernel) / (at(worth, scenario) || kernel);
      }),
    );
  }

  #add(parameters: Parameters): number {
    this.#known.add(canonicalJson(parameters));
    this.tried.push({ parameters, costs: this.#all.map(() => []) });
    return this.tried.length - 1;
  }

  /** What is yet to be run of settings on scenarios, `episodes` in all, in the order of the episodes. */
  #cellsOf(settings: readonly number[], scenarios: readonly number[], episodes: number): TrialCell[] {
    return settings.flatMap((setting) => {
      const { parameters, costs } = at(this.tried, setting);
      return scenarios.flatMap((scenario) => {
        const run = costs[scenario]?.length ?? 0;
        return Array.from({ length: Math.max(0, episodes - run) }, (_, k) => ({
          ...{ setting, parameters, scenario },
          episode: run + k,
        }));
      });
    });
  }

  /** Decisions of a setting's first episodes on scenarios. */
  #firstPrice(scenarios: readonly number[]): number {
    const first = scenarios.flatMap((scenario) => at(this.#problem.decisions, scenario).slice(0, FIRST));
    return first.reduce((sum, one) => sum + one, 0);
  }

  /** Of `scenarios` the cheapest, as many as take HEAT of the decisions of all. */
  #heat(scenarios: readonly number[]): number[] {
    const price = (scenario: number): number => this.#firstPrice([scenario]);
    const most = HEAT * this.#firstPrice(scenarios);
    let taken = 0;
    return [...scenarios]
      .sort((a, b) => price(a) - price(b) || a - b)
      .filter((scenario) => {
        taken += price(scenario);
        return taken <= most;
      });
  }

  #price(cells: readonly TrialCell[]): number {
    return cells.reduce((sum, { scenario, episode }) => sum + at(at(this.#problem.decisions, scenario), episode), 0);
  }

  async #runCells(cells: readonly TrialCell[]): Promise<void> {
    this.spent += this.#price(cells);
    const costs = await this.#measure(cells);
    cells.forEach(({ setting, scenario }, k) => {
      at(at(this.tried, setting).costs, scenario).push(at(costs, k));
    });
  }

  /** Settings not tried before, `room` of them if the choices have as many: anywhere, or near the best on `scenarios`. */
  #fresh(scenarios: readonly number[], anywhere: boolean, room: number, random: RandomStream): number[] {
    const { defaults, choices } = this.#problem;
    const parents = anywhere ? [] : this.#ranked(scenarios).slice(0, PARENTS);
    const fresh: number[] = [];
    while (fresh.length < room) {
      const near = parents.map((k) => at(this.tried, k).parameters);
      const setting = propose(near, defaults, choices, this.#known, random);
      if (!setting) break;
      fresh.push(this.#add(setting));
    }
    return fresh;
  }

  /** Tries settings on `scenarios` until `until` decisions are spent or `most` settings tried: anywhere, or near the best. */
  async #look(scenarios: readonly number[], until: number, most: number, anywhere = false): Promise<void> {
    const { label, seed, most: bounded } = this.#problem;
    const price = this.#firstPrice(scenarios);
    const heat = bounded === undefined ? this.#heat(scenarios) : [];
    const races = heat.length > 1;
    const part = this.#firstPrice(heat) / price;
    const phase = `tuning/${label}/${scenarios.join(',')}/${anywhere}`;
    for (let round = 0; ; round++) {
      const random = randomStream(seed, `${phase}/${round}`);
      const whole = (until - this.spent) / price;
      const affordable = races ? racingFor(whole, part) : Math.min(TOGETHER, Math.floor(whole));
      const fresh = this.#fresh(
        scenarios,
        anywhere,
        Math.min(affordable, Math.floor(most) - this.tried.length),
        random,
      );
      if (fresh.length === 0) return;
      if (races) await this.#runCells(this.#cellsOf(fresh, heat, FIRST));
      const on = races ? this.#ranked(heat, fresh).slice(0, winnersOf(fresh.length)) : fresh;
      await this.#runCells(this.#cellsOf(on, scenarios, FIRST));
    }
  }

  /** The best of each kind, and the defaults, whatever they cost: what is found has to be better on the same episodes. */
  #finalistsOf(kinds: readonly (readonly number[])[], most: number): Map<string, readonly number[]> {
    return new Map(
      kinds.map((scenarios) => {
        const key = scenarios.join(',');
        const best = this.#ranked(scenarios, this.#finalists.get(key)).slice(0, most);
        return [key, [...new Set([...best, DEFAULTS])]];
      }),
    );
  }

  /** What is yet to be run of each kind's finalists, `episodes` in all, each cell once. */
  #cellsOfFinalists(finalists: ReadonlyMap<string, readonly number[]>, episodes: number): TrialCell[] {
    const wanted = [...finalists].flatMap(([key, settings]) =>
      this.#cellsOf(settings, key.split(',').map(Number), episodes),
    );
    return [...new Map(wanted.map((cell) => [`${cell.setting}/${cell.scenario}/${cell.episode}`, cell])).values()];
  }

  /** The best of each kind on further episodes, each time the better half of them, as many as the budget has left. */
  async #again(): Promise<void> {
    const episodes = Math.min(...this.#problem.decisions.map((row) => row.length));
    const kinds = [this.#all, ...(this.#problem.oneSetting ? [] : this.#all.map((scenario) => [scenario]))];
    for (let episode = FIRST; episode < episodes; episode++) {
      for (let most = Math.max(2, Math.ceil(FINALISTS / 2 ** (episode - FIRST))); most > 0; most--) {
        const finalists = this.#finalistsOf(kinds, most);
        const cells = this.#cellsOfFinalists(finalists, episode + 1);
        if (this.spent + this.#price(cells) > this.#problem.budget) continue;
        for (const [key, settings] of finalists) this.#finalists.set(key, settings);
        await this.#runCells(cells);
        break;
      }
    }
    for (const [key, settings] of this.#finalists) {
      this.#finalists.set(key, this.#ranked(key.split(',').map(Number), settings));
    }
  }
}
