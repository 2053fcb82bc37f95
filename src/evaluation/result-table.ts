import { invariant } from '../core/errors.js';
import type { ContenderKind } from '../episodes/contender.js';
import type { EpisodeResult } from '../episodes/run-episode.js';
import { costPerMiB } from './score.js';

/** Somebody who takes part: alone, or as several trainings of one policy that are judged together. */
export interface Entered {
  readonly name: string;
  readonly kind: ContenderKind;
  /** Names under which its trainings ran; it ran itself where absent. */
  readonly members?: readonly string[] | undefined;
}

/** Results by contender, scenario and seed. */
export class ResultTable {
  readonly #cells: ReadonlyMap<string, EpisodeResult>;
  readonly #seeds: readonly number[];

  constructor(seeds: readonly number[], results: readonly EpisodeResult[]) {
    this.#seeds = seeds;
    this.#cells = new Map(results.map((one) => [`${one.contender}\n${one.scenario}\n${one.seed}`, one]));
  }

  /** One result a seed, in the plan's order; of several trainings, training by training. */
  of({ name, members = [name] }: Pick<Entered, 'name' | 'members'>, scenario: string): readonly EpisodeResult[] {
    return members.flatMap((member) =>
      this.#seeds.map((seed) => {
        const result = this.#cells.get(`${member}\n${scenario}\n${seed}`);
        invariant(result, `${member} ran on ${scenario} with seed ${seed}`);
        return result;
      }),
    );
  }

  costs(entered: Pick<Entered, 'name' | 'members'>, scenario: string): number[] {
    return this.of(entered, scenario).map(costPerMiB);
  }
}

/** A row as often as there are trainings: what one contender did beside each of another's. */
export function repeated<T>(row: readonly T[], runs: number): T[] {
  return Array.from({ length: runs }, () => row).flat();
}
