import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.js';
import type { Order, Sample } from './sample.js';

/** A built checkout that is measured. */
export interface Side {
  readonly name: string;
  readonly root: string;
}

/** Samples of one case: for each side those of its rounds, in their order. */
export interface Taken {
  readonly case: Case;
  readonly samples: readonly Sample[][];
}

export interface Measuring {
  /** The bundle of measure.ts. */
  readonly program: string;
  readonly bench: string;
  readonly scratch: string;
}

/** Runs one sample in a process and a folder of its own. */
export function takeSample({ program, bench, scratch }: Measuring, name: string, { root }: Side): Sample {
  const folder = mkdtempSync(join(scratch, 'sample-'));
  const order: Order = { name, root, bench, scratch: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, JSON.stringify(order)], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`case ${name} failed on ${root}\n${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Sample;
}

/** The order of the sides in a round: swapped from one to the next, so that neither always goes first. */
export function orderOf(sides: number, round: number): readonly number[] {
  const order = Array.from({ length: sides }, (_, side) => side);
  return round % 2 === 0 ? order : order.reverse();
}

/**
 * Takes every sample, round after round, so that a slow minute of the machine meets all cases and both sides.
 * @param take measures a case on a side.
 * @param tell is told of each case of each round before it runs.
 */
export function runRounds(
  cases: readonly Case[],
  sides: readonly Side[],
  rounds: number,
  take: (name: string, side: Side) => Sample,
  tell: (round: number, name: string) => void,
): readonly Taken[] {
  const taken = cases.map((one): Taken => ({ case: one, samples: sides.map(() => []) }));
  for (let round = 0; round < rounds; round++) {
    for (const { case: one, samples } of taken) {
      tell(round, one.name);
      for (const index of orderOf(one.isAlone ? 1 : sides.length, round)) {
        const side = sides[index];
        if (side) samples[index]?.push(take(one.name, side));
      }
    }
  }
  return taken;
}
