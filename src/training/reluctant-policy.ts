import { invariant } from '../core/errors.js';
import { trainingScenarios } from '../experiment/training-scenarios.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { findReluctance } from './find-reluctance.js';
import { findRetreat } from './retreat/find-retreat.js';

/** A policy that harms no training scenario where that can be had, and what is said of it in its file. */
interface Found {
  readonly model: PolicyFile['model'];
  readonly decisions: number;
  readonly record: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const rounded = (worst: number): number => Number(worst.toFixed(4));

async function search(policy: PolicyFile, names: readonly string[], shouldStop: () => boolean): Promise<Found> {
  if (policy.model.kind === 'tree') {
    const { model, cuts, worst, decisions } = await findRetreat({ ...policy, model: policy.model }, names, shouldStop);
    const record = shouldStop() ? {} : { retreat: { cuts, worst: rounded(worst), decisions } };
    return { model, decisions, record };
  }
  try {
    const { model, margin, worst, decisions } = await findReluctance(policy, names, { shouldStop });
    return { model, decisions, record: { reluctance: { margin, worst: rounded(worst), decisions } } };
  } catch (error) {
    if (shouldStop()) return { model: policy.model, decisions: 0, record: {} };
    throw error;
  }
}

/**
 * The policy with the least margin, or as a tree with the cuts, that keeps it from harm; its file says
 * which, and what finding it took. Told to stop, it is the policy as far as that has come.
 * @throws FoliotuneError for a model that cannot be made reluctant.
 */
export async function reluctantPolicy(policy: PolicyFile, shouldStop: () => boolean): Promise<PolicyFile> {
  const names = trainingScenarios(policy);
  invariant(names.length > 0, 'a policy that was just trained names its scenarios');
  const { model, decisions, record } = await search(policy, names, shouldStop);
  const training = { ...policy.training, decisions: policy.training.decisions + decisions, ...record };
  return { ...policy, model, training: training as PolicyFile['training'] };
}
