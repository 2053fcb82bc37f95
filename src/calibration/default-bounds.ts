import { formatQuantity } from '../core/units.js';
import { parsePlatform } from '../platform/load.js';
import { quantitiesOf } from '../platform/quantities.js';

/**
 * Between what a number of any machine with Linux lies, in the inner unit [bytes, bytes/ns, ns]: wide enough for every
 * shipped platform and published table, with room. They serve a template that gives a number no bounds of its own.
 * Latencies, caches and memory are left out: tables of migration do not tell them from what is here.
 */
const DEFAULT_BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  'cpuCopy.bytesInFlight': [200, 12000],
  'cpuCopy.complexPort': [2, 200],
  'cpuCopy.manyComplexes': [0.4, 1],
  'cpuCopy.workerSetup': [0, 60e3],
  'warmUp.depth': [0, 2],
  'warmUp.time': [1e3, 20e6],
  'dma.0.channelRate': [1, 100],
  'dma.0.engineRate': [1, 400],
  'dma.0.totalRate': [2, 800],
  'dma.0.smallFolioTranslation': [0, 1000],
  'dma.0.descriptor': [0, 20e3],
  'dma.0.channelSetup': [0, 40e3],
  'dma.0.batchSetup': [0, 200e3],
  'dma.0.mapPerFolio': [0, 5e3],
  'kernelPath.perCall': [0, 200e3],
  'kernelPath.perBatch': [0, 100e3],
  'kernelPath.perFolio': [50, 5e3],
  'kernelPath.perCostlyFolio': [0, 3e3],
  'kernelPath.perPte': [10, 800],
  'kernelPath.perPmd': [200, 40e3],
};

const DIGITS = 6;

/** Which numbers of a template a fit may move. */
export type Free = 'bounds' | 'all';
export const FREE: readonly Free[] = ['bounds', 'all'];

/**
 * A template with bounds for what a fit may move: as it stands where it has bounds, else (or with `all`) with the default
 * bounds for every number that has none; stretched to twice or half the template's value where that lies outside.
 */
export function withBounds(json: unknown, file: string, free: Free): unknown {
  const quantities = quantitiesOf(parsePlatform(json, file));
  if (free === 'bounds' && quantities.some(({ quantity }) => quantity.bounds)) return json;
  const opened = structuredClone(json);
  for (const { path, quantity } of quantities) {
    const bounds = DEFAULT_BOUNDS[path];
    if (!bounds || quantity.bounds) continue;
    const { value, unit, dimension } = quantity;
    const [low, high] = [
      value < bounds[0] ? value / 2 : bounds[0],
      value > bounds[1] ? Math.max(value * 2, bounds[1]) : bounds[1],
    ];
    const leaf = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], opened);
    const texts = [low, high].map((bound) => formatQuantity(bound, unit, dimension, DIGITS));
    Object.assign(leaf as object, { bounds: texts });
  }
  return opened;
}
