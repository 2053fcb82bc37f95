import { isScenario } from '../env/scenario-registry.js';
import type { PolicyFile } from '../policy/policy-schema.js';

/** The scenarios of a policy's training that are still there. */
export function trainingScenarios({ training }: Pick<PolicyFile, 'training'>): string[] {
  const { scenarios } = training;
  const names = Array.isArray(scenarios) ? scenarios.filter((name) => typeof name === 'string') : [];
  return names.filter(isScenario);
}
