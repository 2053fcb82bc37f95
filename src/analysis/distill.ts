import { basename } from 'node:path';
import { evaluationRows, runSuite } from '../comparison/run-suite.js';
import { contentHash } from '../core/canonical-json.js';
import { at, FoliotuneError } from '../core/errors.js';
import { checkPlace } from '../core/writable-place.js';
import { type OpenScenario, openScenarios } from '../env/scenario-registry.js';
import { KERNEL_ENTRANT, learnedName, policyEntrant, referenceEntrants } from '../episodes/entrant.js';
import { checkLoaded } from '../episodes/loaded-on.js';
import type { Standing } from '../evaluation/standing.js';
import { platformOf } from '../experiment/machines.js';
import { type Provenance, provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import { DEFAULT_LOOKAHEAD } from '../heuristics/references/lookahead.js';
import { type Distilled, distil } from '../learners/tree/distil.js';
import { openPolicy, writePolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import type { ScoreTable } from '../statistics/score-table.js';
import { jointBootstrapInterval } from '../statistics/stratified-bootstrap.js';
import { suiteScore } from '../statistics/suite-score.js';
import type { Evaluation } from '../store/evaluations.js';
import type { Store } from '../store/store.js';
import { treeFidelity } from './tree-fidelity.js';

export interface DistillOptions {
  readonly scenarios: readonly string[];
  readonly features: readonly string[];
  /** Sizes to show; the last is the one that is saved. */
  readonly leaves: readonly number[];
  readonly rounds: number;
  readonly states: number;
  /** Of the training episodes; `evaluation` names the held-back ones. */
  readonly seed: number;
  readonly evaluation: { readonly seeds: number; readonly seed: number };
}

export interface DistillHooks {
  onProgress?(what: string, done: number, total: number): void;
  shouldStop?(): boolean;
}

/** A tree of one size against its teacher, on held-back episodes. */
export interface TreeStanding {
  readonly asked: number;
  readonly leaves: number;
  readonly standing: Standing;
  /** Score of the tree less that of the teacher, with its paired 95 % interval; null where nothing was scored. */
  readonly gain: { readonly estimate: number; readonly low: number; readonly high: number } | null;
  /** Share of the teacher's states in which the tree does the same. */
  readonly fidelity: number;
}

export interface Distillation {
  readonly runId: number;
  readonly policy: PolicyFile;
  readonly file: string;
  readonly teacher: Standing;
  readonly sizes: readonly TreeStanding[];
  readonly states: number;
  /** Simulated decisions behind the tree, `trialDecisions` of them in trials of actions on clones. */
  readonly decisions: number;
  readonly trialDecisions: number;
}

/** A tree of some size as a policy file; it says what it was distilled from. */
function treeFile(
  teacher: PolicyFile,
  name: string,
  model: PolicyFile['model'],
  platform: PolicyFile['platform'],
  options: DistillOptions,
  { decisions, trialDecisions }: Pick<Distilled, 'decisions' | 'trialDecisions'>,
  { versions, gitCommit }: Provenance,
): PolicyFile {
  const { scenarios, features, rounds, states, seed } = options;
  // A tree splits where it was grown; its teacher's guard is for its teacher's features.
  const { guard: _, ...taught } = teacher;
  return {
    ...taught,
    ...{ name, platform, model, learner: 'tree', features: [...features] },
    training: {
      ...{ experiment: teacher.training.experiment, seed, decisions, trialDecisions },
      ...{ rounds, states, scenarios: [...scenarios] },
      distilledFrom: { policy: learnedName(teacher), hash: contentHash(teacher) },
    },
    provenance: { ...versions, ...(gitCommit === null ? {} : { gitCommit }) },
  };
}

function gainOver(teacher: ScoreTable, tree: ScoreTable, toGain: ScoreTable, seed: number): TreeStanding['gain'] {
  if (teacher.length === 0) return null;
  const difference = ([a = [], b = [], toWin]: readonly ScoreTable[]) =>
    suiteScore(a, 1, toWin) - suiteScore(b, 1, toWin);
  const { estimate, low, high } = jointBootstrapInterval(difference, [tree, teacher, toGain], { seed });
  return { estimate, low, high };
}

function stopped(): FoliotuneError {
  return new FoliotuneError('check-failed', 'stopped before the tree was grown and judged: nothing is saved');
}

/** A tree that can be cut to any of the sizes. */
function grow(
  teacher: PolicyFile,
  scenarios: readonly OpenScenario[],
  options: DistillOptions,
  hooks: DistillHooks,
): Promise<Distilled> {
  const leaves = Math.max(...options.leaves);
  const plan = { ...options, scenarios, teacher: openPolicy(teacher).decideInteger, actions: teacher.actions, leaves };
  return distil(plan, {
    onProgress: (done, total) => hooks.onProgress?.('labelling states', done, total),
    check: () => {
      if (hooks.shouldStop?.()) throw stopped();
    },
  });
}

interface JudgedTrees {
  readonly teacher: Standing;
  readonly sizes: readonly Omit<TreeStanding, 'asked' | 'leaves'>[];
  readonly rows: (runId: number) => Evaluation[];
  readonly decisions: number;
}

/** The trees against their teacher, with the kernel and greedy to measure the score by. */
async function judgeTrees(
  teacher: PolicyFile,
  trees: readonly PolicyFile[],
  { scenarios, evaluation }: DistillOptions,
  hooks: DistillHooks,
): Promise<JudgedTrees> {
  const original = policyEntrant(teacher);
  const students = trees.map((one) => policyEntrant(one));
  const measures = referenceEntrants(original, DEFAULT_LOOKAHEAD).filter(({ name }) => name === 'greedy');
  const entrants = [KERNEL_ENTRANT, original, ...students, ...measures];
  const suite = await runSuite(
    { scenarios, evaluation, entrants, batching: teacher.batching },
    { ...hooks, onProgress: (done, total) => hooks.onProgress?.('judging the trees', done, total) },
  );
  const fidelity = await treeFidelity(teacher, trees, scenarios, evaluation);
  const scoresOf = (place: number): ScoreTable => suite.comparison.scores.get(at(entrants, place).name) ?? [];
  const sizes = students.map((_, k) => ({
    standing: at(suite.comparison.policies, k + 2),
    gain: gainOver(scoresOf(1), scoresOf(k + 2), suite.comparison.toGain, evaluation.seed),
    fidelity: at(fidelity, k),
  }));
  const rows = (runId: number): Evaluation[] => evaluationRows(runId, suite.results, entrants);
  return { teacher: at(suite.comparison.policies, 1), sizes, rows, decisions: suite.decisions };
}

/**
 * Distils a policy into trees of several sizes, judges them against it on held-back episodes, and saves one.
 * @param file where the tree of the last size goes.
 */
export async function distillPolicy(
  store: Store,
  teacher: PolicyFile,
  file: string,
  options: DistillOptions,
  hooks: DistillHooks = {},
): Promise<Distillation> {
  checkPlace(file);
  const made = await provenance(false);
  const isStopped = () => hooks.shouldStop?.() ?? false;
  const { scenarios, leaves, seed } = options;
  checkLoaded(teacher, scenarios);
  const config = { policy: learnedName(teacher), ...options };
  const subject = { kind: 'distill', experiment: teacher.training.experiment, config, seed, provenance: made } as const;
  return recordRun(store, subject, isStopped, async (runId) => {
    const opened = await openScenarios(scenarios, teacher.batching);
    const grown = await grow(teacher, opened, options, hooks);
    const { tree, states, decisions, trialDecisions } = grown;
    const named = (name: string, size: number): PolicyFile =>
      treeFile(teacher, name, tree.model(size), platformOf(opened), options, grown, made);
    const trees = leaves.map((size) => named(`${teacher.name}/${size}-leaves`, size));
    const judged = await judgeTrees(teacher, trees, options, hooks);
    const sizes = judged.sizes.map((one, k) => {
      const asked = at(leaves, k);
      return { asked, leaves: Math.min(asked, tree.leaves), ...one };
    });
    const policy = named(basename(file, '.json'), at(leaves, leaves.length - 1));
    writePolicy(file, policy);
    store.policies.add({ runId, name: learnedName(policy), file, hash: contentHash(policy) });
    store.evaluations.add(judged.rows(runId));
    const result = { runId, policy, file, teacher: judged.teacher, sizes, states, decisions, trialDecisions };
    return { result, decisions: decisions + judged.decisions, status: 'finished' };
  });
}
