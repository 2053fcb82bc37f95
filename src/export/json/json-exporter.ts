import { join } from 'node:path';
import { z } from 'zod';
import { parseWith } from '../../core/schema.js';
import { readJson } from '../../core/text-file.js';
import type { Exporter } from '../exporter.js';
import { forEachVector } from '../test-vectors.js';
import { type IntegerPolicy, integerPolicy, revivePolicy } from './integer-policy.js';

const DOCUMENT = 'foliotune_policy.json';

/** The manifest's hash vouches for all but the format. */
function readDocument(file: string): IntegerPolicy {
  const document = readJson(file);
  parseWith(z.looseObject({ format: z.literal('foliotune-integer-policy-1') }), document, file);
  return document as IntegerPolicy;
}

/** The integers as one JSON document, for an engine with an interpreter of its own. */
export const jsonExporter: Exporter = {
  name: 'json',
  summary: 'the integer form as one JSON document: tables, encoder, weights',
  emit: (policy) => [{ name: DOCUMENT, content: `${JSON.stringify(integerPolicy(policy))}\n` }],
  check: (directory, vectors) => {
    const policy = revivePolicy(readDocument(join(directory, DOCUMENT)));
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
