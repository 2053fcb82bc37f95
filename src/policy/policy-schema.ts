import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { parseWith } from '../core/schema.js';
import { batchTableSchema } from '../migration/batch-table.js';
import { ACTION_TABLE_HASH, ACTIONS } from './action-table.js';
import { createEncoder } from './encode.js';
import { FEATURE_TABLE_HASH, FEATURES } from './feature-table.js';
import { namesSameTable } from './former-hashes.js';
import { checkGuard } from './guard.js';
import { policyModelSchema, type SplitNode } from './model.js';
import { type Prices, readsOf } from './prices.js';

/**
 * A saved policy. Its encoder follows from `features`; the two hashes tie it to the tables it was trained against, and
 * a mismatch is refused: an index would mean another feature or another action.
 */
const POLICY_FORMAT = 'foliotune-policy-1';

const policyFileSchema = z.strictObject({
  format: z.literal(POLICY_FORMAT),
  name: z.string().min(1).max(80),
  learner: z.string().min(1),
  /** What it was trained on. */
  platform: z.strictObject({ name: z.string(), hash: z.string() }),
  features: z.array(z.string()).min(1),
  featureTableHash: z.string(),
  actionTableHash: z.string(),
  /** Actions it may take; all where absent. */
  actions: z.array(z.string()).min(1).optional(),
  /** Where it falls back instead of deciding (guard.ts); nowhere where absent. */
  guard: z
    .strictObject({ low: z.array(z.int()), high: z.array(z.int()), fallback: z.array(z.string()).optional() })
    .optional(),
  /** Machines it may be loaded on, by their platforms' names; any where absent (episodes/loaded-on.ts). */
  machines: z.array(z.string().min(1)).min(1).optional(),
  /** How batches are cut before it decides, which needs a kernel change; as the offload series does where absent. */
  batching: batchTableSchema.optional(),
  model: policyModelSchema,
  /** `decisions` counts all simulated ones, `trialDecisions` those of them that were taken on copies. */
  training: z
    .object({
      experiment: z.string(),
      seed: z.int(),
      decisions: z.int().min(0),
      trialDecisions: z.int().min(0).optional(),
    })
    .catchall(z.json()),
  provenance: z.record(z.string(), z.string()),
});

export type PolicyFile = z.infer<typeof policyFileSchema>;

function checkNames(names: readonly string[], key: string, what: string, known: readonly string[], file: string): void {
  names.forEach((name, index) => {
    const place = { file, path: `${key}.${index}` };
    if (!known.includes(name)) {
      throw new FoliotuneError('file-invalid', `unknown ${what} "${name}"`, { ...place, hint: nameHint(name, known) });
    }
    if (names.indexOf(name) !== index)
      throw new FoliotuneError('file-invalid', `${what} "${name}" is listed twice`, place);
  });
}

function checkHash(given: string, ours: string, key: string, file: string): void {
  if (given === ours) return;
  throw new FoliotuneError('hash-mismatch', `is ${given}, but this version's table is ${ours}`, {
    file,
    path: key,
    hint: namesSameTable(given, ours)
      ? `the same table under its former hash: foliotune upgrade ${file}`
      : 'the policy was trained against other tables; train it again',
  });
}

function checkInputs(given: number, { features }: PolicyFile, path: string, file: string): void {
  const wanted = createEncoder(features).size;
  if (given === wanted) return;
  throw new FoliotuneError('file-invalid', `the features encode to ${wanted} inputs, got ${given}`, { file, path });
}

function checkSplits(
  nodes: readonly (SplitNode | object)[],
  { features }: PolicyFile,
  path: string,
  file: string,
): void {
  nodes.forEach((node, index) => {
    const name = 'feature' in node ? FEATURES[node.feature]?.name : undefined;
    if (name === undefined || features.includes(name)) return;
    const place = { file, path: `${path}.${index}.feature` };
    throw new FoliotuneError('file-invalid', `splits on "${name}", which "features" does not list`, place);
  });
}

/** A price is computed from features that the policy must say it reads. */
function checkPrices(prices: readonly Prices[], { features }: PolicyFile, file: string): void {
  prices.forEach((own, index) => {
    const missing = readsOf(own).find((name) => !features.includes(name));
    if (missing === undefined) return;
    const place = { file, path: `model.prices.${index}` };
    throw new FoliotuneError('file-invalid', `reads "${missing}", which "features" does not list`, place);
  });
}

/** What the schema of the model alone cannot know: that it reads exactly the features listed. */
function checkModel(contents: PolicyFile, file: string): void {
  const { model } = contents;
  if (model.kind === 'mlp') checkInputs(model.layers[0]?.inputs ?? 0, contents, 'model.layers.0.inputs', file);
  else if (model.kind === 'linear') checkInputs(model.inputs, contents, 'model.inputs', file);
  else if (model.kind === 'tree') {
    checkSplits(model.nodes, contents, 'model.nodes', file);
    checkPrices(model.prices ?? [], contents, file);
  } else {
    model.trees.forEach((trees, action) => {
      trees?.forEach(({ nodes }, k) => {
        checkSplits(nodes, contents, `model.trees.${action}.${k}.nodes`, file);
      });
    });
  }
}

/** Before anything else: against other tables, every other complaint would mislead. */
function checkTables(value: unknown, file: string): void {
  const given = z.looseObject({ featureTableHash: z.string(), actionTableHash: z.string() }).safeParse(value);
  if (!given.success) return;
  checkHash(given.data.featureTableHash, FEATURE_TABLE_HASH, 'featureTableHash', file);
  checkHash(given.data.actionTableHash, ACTION_TABLE_HASH, 'actionTableHash', file);
}

/**
 * Checks the content of a policy file; `file` is what messages call it.
 * @throws FoliotuneError `file-invalid` or `hash-mismatch`, naming file, path, rule and value.
 */
export function parsePolicy(value: unknown, file: string): PolicyFile {
  checkTables(value, file);
  const contents = parseWith(policyFileSchema, value, file);
  const featureNames = FEATURES.map(({ name }) => name);
  const actionNames = ACTIONS.map(({ name }) => name);
  checkNames(contents.features, 'features', 'feature', featureNames, file);
  checkNames(contents.actions ?? [], 'actions', 'action', actionNames, file);
  checkNames(contents.guard?.fallback ?? [], 'guard.fallback', 'action', actionNames, file);
  checkGuard(contents.guard, contents.features, file);
  checkModel(contents, file);
  return contents;
}
