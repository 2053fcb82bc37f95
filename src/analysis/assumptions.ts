import { splitName, withoutIndices } from '../env/variation.js';
import { loadPlatform } from '../platform/load.js';
import { quantitiesOf } from '../platform/quantities.js';

/** A number nobody measured: of a platform's file, or of how its scenarios are made. */
export interface Assumption {
  /** The key of the variation that changes it (env/variation.ts). */
  readonly key: string;
  readonly source: string;
}

/** What scenarios assume beside the platform. */
const OF_SCENARIOS: readonly Assumption[] = [
  { key: 'touch', source: 'how often pages are touched while unmapped' },
  { key: 'delay', source: 'what a folio costs that waits for its promotion' },
  { key: 'busy', source: 'how busy tenants are, with threads and traffic' },
  { key: 'rate', source: 'how often requests come' },
  { key: 'memoryBound', source: "part of tenants' progress that waits for memory" },
  { key: 'idleCpu', source: 'price of core time that nobody wanted' },
];

/** Every assumed number of a platform, once where several have the same path, then those of the scenarios. */
export function assumptionsOfPlatform(platform: string): Assumption[] {
  const assumed = quantitiesOf(loadPlatform(platform)).filter(({ quantity }) => quantity.kind === 'assumed');
  const byKey = new Map(assumed.map(({ path, quantity }) => [withoutIndices(path), quantity.source]));
  return [...[...byKey].map(([key, source]) => ({ key, source })), ...OF_SCENARIOS];
}

/** A scenario's name in a world in which one assumption is off by a factor. */
export function inWorld(scenario: string, { key }: Assumption, factor: number): string {
  const { base, query } = splitName(scenario);
  return `${base}?${query === '' ? '' : `${query}&`}${key}=${factor}`;
}
