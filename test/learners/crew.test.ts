import { describe, expect, it } from 'vitest';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { openScenarios } from '../../src/env/scenario-registry.js';
import { ALONE, type Crew, CrewMember, createCrewMemory } from '../../src/learners/crew.js';
import { fullInformation } from '../../src/learners/full-information.js';
import type { DecisionsSpent } from '../../src/learners/learner.js';
import type { PolicyModel } from '../../src/policy/model.js';

/** Members that run in this one thread, by turns. */
function crewOf(members: number): CrewMember[] {
  const memory = createCrewMemory(members);
  return Array.from({ length: members }, (_, member) => new CrewMember(memory, member));
}

/** Three rounds of pieces; says which pieces it did itself. */
async function threeRounds(crew: Crew, done: string[]): Promise<number[]> {
  const all: number[] = [];
  for (const pieces of [5, 1, 7]) {
    const results = await crew.share(pieces, 2, async (piece, out) => {
      done.push(`${pieces}/${piece}`);
      out[1] = pieces * 100 + piece;
      await new Promise((resolve) => setImmediate(resolve));
    });
    all.push(...results);
  }
  return all;
}

const scenarios = await openScenarios(['zen3-ptdma/tiering-churn-v2', 'zen3-ptdma/bulk-light-v2']);
const FEATURES = ['reason', 'folio_order', 'nr_folios', 'dst_idle_cpus', 'dma_free'];

async function trained(crew: Crew): Promise<{ model: PolicyModel; spent: DecisionsSpent | undefined; own: number }> {
  const env = createMigrationEnvironment(scenarios, { lanes: 4, features: FEATURES });
  let spent: DecisionsSpent | undefined;
  const options = { ...fullInformation.defaults, rounds: 2, leastStates: 4 };
  const onSpent = (all: DecisionsSpent): void => {
    spent = all;
  };
  const model = await fullInformation.train(env, options, 4, 2500, { crew, onSpent });
  return { model, spent, own: env.decisions + env.counterfactuals.trialDecisions };
}

describe('a crew', () => {
  it('does each piece once, and tells all members what came of it', async () => {
    const done: string[] = [];
    const alone = await threeRounds(ALONE, []);
    const all = await Promise.all(crewOf(3).map((member) => threeRounds(member, done)));
    for (const one of all) expect(one).toEqual(alone);
    expect([...done].sort()).toEqual([...new Set(done)].sort());
    expect(done).toHaveLength(5 + 1 + 7);
    expect(alone.slice(0, 4)).toEqual([0, 500, 0, 501]);
  });

  it('goes on when a member is lost with pieces that it took', async () => {
    const [first, lost] = crewOf(2);
    if (!first || !lost) throw new Error('two members');
    void lost.share(5, 2, () => new Promise(() => {}));
    setTimeout(() => first.leave(), 20);
    expect(await threeRounds(first, [])).toEqual(await threeRounds(ALONE, []));
  });

  it('leaves more numbers than fit to each member', async () => {
    const [first] = crewOf(2);
    const results = await first?.share(2, 1 << 18, (piece, out) => void out.fill(piece));
    expect(results?.length).toBe(1 << 19);
    expect(results?.at(-1)).toBe(1);
  });
});

describe('full-information in a crew', () => {
  it('learns what it learns alone, and knows what all of them spent', async () => {
    const alone = await trained(ALONE);
    expect(alone.spent?.decisions).toBe(alone.own);
    const both = await Promise.all(crewOf(2).map(trained));
    for (const { model, spent, own } of both) {
      expect(model).toEqual(alone.model);
      expect(spent).toEqual(alone.spent);
      expect(own).toBeLessThan(alone.own);
    }
  });
});
