import type { LearningProgress } from '../../learners/learner.js';
import type { TrainingResult } from '../../training/train.js';
import { secondsText } from '../terminal/progress-text.js';

/** The worst ratio to today's kernel's cost that a policy was held to in training, and by what. */
interface Restraint {
  readonly worst: number;
  readonly cuts?: number;
  readonly margin?: number;
}

/** What keeps a policy that may decline from doing harm, as a line of its own; nothing for others. */
function restraintText({ training }: Pick<TrainingResult['policy'], 'training'>): string {
  const { retreat, reluctance } = training as { readonly retreat?: Restraint; readonly reluctance?: Restraint };
  const found = retreat ?? reluctance;
  if (!found) return '';
  const done = retreat
    ? `declines in ${retreat.cuts} more parts of its leaves`
    : `has a margin of ${reluctance?.margin}`;
  return `  ${done}: held to cost at most ${found.worst} of today's kernel in training
`;
}

/** A training with what is said of its policy. */
type Trained = Omit<TrainingResult, 'policy'> & {
  readonly policy: Pick<TrainingResult['policy'], 'learner' | 'training'>;
};

/** What a training came to, and where its policy is. */
export function trainingText({ policy, file, decisions, trialDecisions, stopped, runId, meanCost }: Trained): string {
  const cost = meanCost === null ? '' : `, last mean cost ${meanCost.toFixed(1)} core-us/MiB`;
  const done = stopped ? 'stopped on request; what it had learned is saved' : 'trained';
  const tried = trialDecisions > 0 ? `, ${trialDecisions} of them on copies` : '';
  return `${policy.learner}: ${done} (${decisions} decisions${tried}, seed ${policy.training.seed}${cost}, run ${runId})\n${restraintText(policy)}  ${file}`;
}

/**
 * Where a training stands.
 * @param wanted decisions that it may spend.
 * @param seconds since it began.
 */
export function trainingProgress(name: string, wanted: number, state: LearningProgress, seconds: number): string {
  const { decisions, meanReward } = state;
  const rate = decisions / seconds;
  const cost = Number.isFinite(meanReward) ? `${(-meanReward).toFixed(1)} core-us/MiB` : 'no cost known yet';
  const left = secondsText(Math.max(0, wanted - decisions) / rate);
  return `${name}: ${decisions} of ${wanted} decisions, ${Math.round(rate)}/s, mean cost ${cost}, ${left} to go`;
}
