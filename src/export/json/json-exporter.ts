import { join } from 'node:path';
import { readJson } from '../../core/text-file.js';
import type { Exporter } from '../exporter.js';
import { forEachVector } from '../test-vectors.js';
import { type IntegerPolicy, integerPolicy, revivePolicy } from './integer-policy.js';

const DOCUMENT = 'foliotune_policy.json';

/** The integers as one JSON document, for an engine with an interpreter of its own. */
export const jsonExporter: Exporter = {
  name: 'json',
  summary: 'the integer form as one JSON document: tables, encoder, weights',
  emit: (policy) => [{ name: DOCUMENT, content: `${JSON.stringify(integerPolicy(policy))}\n` }],
  check: (directory, vectors) => {
    // The manifest's hash vouches that this is the document that was emitted.
    const policy = revivePolicy(readJson(join(directory, DOCUMENT)) as IntegerPolicy);
    let mismatches = 0;
    forEachVector(vectors, (row, features, possible, offered) => {
      const same =
        policy.decide(features, possible) === vectors.decisions[row] &&
        policy.decide(features, offered) === vectors.offeredDecisions[row];
      if (!same) mismatches++;
    });
    return [{ compiler: 'node', version: process.version, flags: [], inputs: vectors.count, mismatches }];
  },
};
