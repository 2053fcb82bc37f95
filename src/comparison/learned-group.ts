import { resolve } from 'node:path';
import { FoliotuneError } from '../core/errors.js';
import { learnedName, type PolicyEntrant, type PolicySetEntrant, policyEntrant } from '../episodes/entrant.js';
import type { Experiment } from '../experiment/experiment-file.js';
import type { PolicyGroup } from '../experiment/experiment-schema.js';
import { platformsOf } from '../experiment/machines.js';
import { filledPattern, groupName, seedsOf } from '../experiment/policy-pattern.js';
import { loadPolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';

/** One training of a group: a policy for everything, or one for each platform. */
export interface GroupMember {
  readonly entrant: PolicyEntrant | PolicySetEntrant;
  readonly files: readonly PolicyFile[];
}

/** Policies that differ in the seed they were trained with alone, and are judged together. */
export interface LearnedGroup {
  readonly name: string;
  readonly members: readonly GroupMember[];
}

/** The most that a training of a group had of something, all its platforms together. */
function mostOf({ members }: LearnedGroup, value: (training: PolicyFile['training']) => number): number {
  const each = members.map(({ files }) => files.reduce((sum, { training }) => sum + value(training), 0));
  return Math.max(0, ...each);
}

/** Simulated decisions of a training of a group, those on copies included; the most of any. */
export function trainingDecisions(group: LearnedGroup): number {
  return mostOf(group, ({ decisions }) => decisions);
}

/** As `trainingDecisions`, those on copies alone. */
export function trialDecisions(group: LearnedGroup): number {
  return mostOf(group, (training) => training.trialDecisions ?? 0);
}

/** A policy that stands for itself. */
export function singleGroup(contents: PolicyFile): LearnedGroup {
  return { name: learnedName(contents), members: [{ entrant: policyEntrant(contents), files: [contents] }] };
}

function readPolicyOf(experiment: Experiment, policy: string, cwd: string): PolicyFile {
  const file = resolve(cwd, policy);
  try {
    return loadPolicy(file).contents;
  } catch (error) {
    if (!(error instanceof FoliotuneError) || error.code !== 'file-unreadable') throw error;
    const hint = `train it first: foliotune train ${experiment.name}`;
    throw new FoliotuneError(error.code, 'cannot read the policy', { file, hint }, { cause: error });
  }
}

function memberOf(
  experiment: Experiment,
  group: PolicyGroup,
  seed: number | undefined,
  name: string,
  cwd: string,
): GroupMember {
  const read = (platform?: string) => readPolicyOf(experiment, filledPattern(group, seed, platform), cwd);
  if (group.per === undefined) {
    const contents = read();
    return { entrant: { is: 'policy', name, form: 'integer', contents }, files: [contents] };
  }
  const byPlatform = Object.fromEntries(platformsOf(experiment.scenarios).map((one) => [one, read(one)]));
  return { entrant: { is: 'policies', name, form: 'integer', byPlatform }, files: Object.values(byPlatform) };
}

/**
 * The saved policies of an experiment's learners and of its other groups.
 * @throws FoliotuneError where one is missing or unusable.
 */
export function readGroups(experiment: Experiment, cwd: string): LearnedGroup[] {
  const groups: readonly PolicyGroup[] = [...experiment.learners, ...experiment.policies];
  const read = groups.map((group) => {
    if (group.seeds === undefined && group.per === undefined && group.as === undefined) {
      return singleGroup(readPolicyOf(experiment, group.policy, cwd));
    }
    const name = groupName(group);
    const members = seedsOf(group).map((seed) => {
      const own = seed === undefined || group.seeds === undefined ? name : `${name} s${seed}`;
      return memberOf(experiment, group, seed, own, cwd);
    });
    return { name, members };
  });
  const twice = read.find(({ name }, index) => read.findIndex((other) => other.name === name) !== index);
  if (!twice) return read;
  throw new FoliotuneError('usage', `two policies are called "${twice.name}"`, {
    hint: 'call one of them otherwise, with "as"',
  });
}
