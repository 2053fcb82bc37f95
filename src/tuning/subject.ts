import { canonicalJson } from '../core/canonical-json.js';
import type { Choices } from '../core/choices.js';
import { FoliotuneError, invariant } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { type Entrant, policyEntrant } from '../episodes/entrant.js';
import type { Experiment } from '../experiment/experiment-file.js';
import type { LearnerEntry } from '../experiment/experiment-schema.js';
import { provenance } from '../experiment/provenance.js';
import { trainingTasks } from '../experiment/training-plan.js';
import { HEURISTICS } from '../heuristics/registry.js';
import { LEARNERS } from '../learners/registry.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { type Learn, learnSideBySide } from '../training/training-threads.js';
import type { Parameters } from './propose.js';

/** A rule or a learner whose settings are searched. */
export interface TuningSubject {
  readonly kind: 'rule' | 'learner';
  readonly name: string;
  /** The experiment's own setting, or the author's: the first that is tried. */
  readonly defaults: Parameters;
  readonly choices: Choices<Parameters>;
  /** Simulated decisions that a setting costs before its episodes are run. */
  readonly training: number;
  entrant(name: string, parameters: Parameters): Promise<Entrant>;
  /** What goes into the experiment file to use a setting. */
  inExperiment(parameters: Parameters): Readonly<Record<string, unknown>>;
}

/** @throws FoliotuneError for a rule that the experiment does not list. */
export function ruleSubject({ name, rules, ruleSettings }: Experiment, rule: string): TuningSubject {
  if (!rules.includes(rule)) {
    throw new FoliotuneError('usage', `${name} has no rule "${rule}"`, { hint: nameHint(rule, rules) });
  }
  const { defaults, choices } = HEURISTICS.get(rule);
  return {
    ...{ kind: 'rule', name: rule, choices, training: 0 },
    defaults: ruleSettings?.[rule] ?? defaults,
    entrant: async (called, parameters) => ({ is: 'rule', name: called, rule, parameters }),
    inExperiment: (parameters) => ({ ruleSettings: { ...ruleSettings, [rule]: parameters } }),
  };
}

function learnerEntry({ name, learners }: Experiment, learner: string): LearnerEntry {
  const entry = learners.find((one) => (one.as ?? one.name) === learner);
  if (entry?.per !== undefined) {
    const hint = 'tune it in an experiment of one platform';
    throw new FoliotuneError('usage', `learner "${learner}" has a policy for each ${entry.per}`, { hint });
  }
  if (entry) return entry;
  const names = learners.map((one) => one.as ?? one.name);
  throw new FoliotuneError('usage', `${name} has no learner "${learner}"`, { hint: nameHint(learner, names) });
}

/** Trains with a setting: the same decisions and seed give the same policy. */
async function trained(whole: Experiment, wanted: LearnerEntry, learn: Learn): Promise<PolicyFile> {
  const task = trainingTasks({ ...whole, learners: [wanted] })[0];
  invariant(task !== undefined, 'a learner has a training');
  // A setting is judged by what it learns, not by what keeps a policy from harm.
  const { reluctant: _, guard: __, ...entry } = task.entry;
  const order = { experiment: task.experiment, entry, file: entry.policy, exact: true } as const;
  return (await learn(order, await provenance(true), {})).policy;
}

/** @throws FoliotuneError for a learner that the experiment lacks, or that says nothing of what to tune. */
export function learnerSubject(experiment: Experiment, learner: string, decisions: number): TuningSubject {
  const entry = learnerEntry(experiment, learner);
  const { choices, schema } = LEARNERS.get(entry.name);
  if (!choices) throw new FoliotuneError('usage', `learner "${learner}" has no options that tuning may try`);
  const learn = learnSideBySide();
  const policies = new Map<string, Promise<PolicyFile>>();
  return {
    ...{ kind: 'learner', name: learner, training: decisions },
    choices: choices as Choices<Parameters>,
    defaults: entry.options ?? {},
    entrant: async (called, parameters) => {
      const key = canonicalJson(parameters);
      const options = schema.parse(parameters) as NonNullable<LearnerEntry['options']>;
      const policy = policies.get(key) ?? trained(experiment, { ...entry, options, decisions }, learn);
      policies.set(key, policy);
      return { ...policyEntrant(await policy), name: called };
    },
    inExperiment: (parameters) => ({
      learners: experiment.learners.map((one) => (one === entry ? { ...one, options: parameters } : one)),
    }),
  };
}
