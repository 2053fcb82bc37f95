import { contentHash } from '../../src/core/canonical-json.js';
import type { Episode } from '../../src/workload/episode.js';

function lists(arrays: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
    ]),
  );
}

/** Names every number of an episode: equal hashes are bit-identical episodes. */
export function episodeHash({ arrivals, load, callers, faults }: Episode): string {
  return contentHash({
    arrivals: lists(arrivals),
    load: lists(load),
    callers,
    ...(faults && { faults: lists(faults) }),
  });
}
