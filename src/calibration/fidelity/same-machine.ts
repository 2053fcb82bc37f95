import { formatQuantity } from '../../core/units.js';
import { loadPlatform } from '../../platform/load.js';
import { quantitiesOf } from '../../platform/quantities.js';

/*
 * What other tables tell of the machine of garg-v3: zen3-ptdma-v2 is the same hardware with an earlier kernel, fitted to
 * the v2 tables alone. A hold-out from the v3 tables may know it, as loosely as this: 20 % for rates of the hardware, 30 %
 * for costs that a kernel version may change. They are no priors of the platform file: who takes it as a template for
 * another machine knows none of this.
 */
const OTHER = 'zen3-ptdma-v2';
const SPREAD: Readonly<Record<string, number>> = {
  'cpuCopy.bytesInFlight': 0.2,
  'cpuCopy.complexPort': 0.2,
  'dma.0.channelRate': 0.2,
  'dma.0.engineRate': 0.2,
  'dma.0.totalRate': 0.2,
  'dma.0.smallFolioTranslation': 0.3,
  'kernelPath.perCostlyFolio': 0.3,
  'kernelPath.perPte': 0.3,
  'kernelPath.perPmd': 0.3,
};
const DIGITS = 6;

/** The template of garg-v3 with priors from the v2 tables. */
export function withSameMachine(json: unknown): unknown {
  const known = structuredClone(json);
  for (const { path, quantity } of quantitiesOf(loadPlatform(OTHER))) {
    const spread = SPREAD[path];
    if (spread === undefined) continue;
    const leaf = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], known);
    const [value, stddev] = [quantity.value, quantity.value * spread].map((one) =>
      formatQuantity(one, quantity.unit, quantity.dimension, DIGITS),
    );
    Object.assign(leaf as object, { prior: { value, stddev, source: OTHER } });
  }
  return known;
}
