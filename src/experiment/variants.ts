import { FoliotuneError } from '../core/errors.js';
import { scenarioNamed } from '../env/scenario-registry.js';
import type { Variant } from '../episodes/variant.js';
import { readBatchSizer } from '../heuristics/batch-sizers/registry.js';
import { loadPlatform } from '../platform/load.js';
import type { ExperimentContents } from './experiment-schema.js';

type Opened = Pick<ExperimentContents, 'batchCaps' | 'dmaInterfaces'>;

function variantsOf({ batchCaps = [], dmaInterfaces = [] }: Opened): readonly Variant[] {
  return [...batchCaps.map((batch) => ({ batch })), ...dmaInterfaces.map((dmaInterface) => ({ dmaInterface }))];
}

/** Every entrant once more under everything that the experiment opens, as "name@64 folios" or "name@per-folio". */
export function underVariants<E extends { readonly name: string }>(
  entrants: readonly E[],
  opened: Opened,
): readonly (E & { readonly variant: Variant })[] {
  return entrants.flatMap((entrant) =>
    variantsOf(opened).map((variant) => {
      const text = variant.batch === undefined ? variant.dmaInterface : readBatchSizer(variant.batch, 'batchCaps').name;
      return { ...entrant, name: `${entrant.name}@${text}`, variant };
    }),
  );
}

/** What readers must know of entries with an "@" in their name. */
export function variantNotes({ batchCaps = [], dmaInterfaces = [] }: Opened): string[] {
  return [
    ...(batchCaps.length > 0
      ? [
          `entries @${batchCaps.join(', @')} cut batches before unmap, which needs a kernel change: no part of the verdict`,
        ]
      : []),
    ...(dmaInterfaces.length > 0
      ? [`entries @${dmaInterfaces.join(', @')} hand folios to the DMA engine in that way: no part of the verdict`]
      : []),
  ];
}

function checkCaps(batchCaps: readonly string[], file: string): void {
  batchCaps.forEach((text, index) => {
    const path = `batchCaps.${index}`;
    try {
      readBatchSizer(text, path);
    } catch (error) {
      if (!(error instanceof FoliotuneError)) throw error;
      throw new FoliotuneError(
        'file-invalid',
        error.message.replace(`${path}: `, ''),
        { file, path },
        { cause: error },
      );
    }
  });
  const names = batchCaps.map((text) => readBatchSizer(text, '').name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice === -1) return;
  throw new FoliotuneError('file-invalid', `"${names[twice]}" is listed twice`, { file, path: `batchCaps.${twice}` });
}

/** @throws FoliotuneError `file-invalid` for a cap that cannot be read, or an interface without an engine. */
export function checkVariants(
  { batchCaps = [], dmaInterfaces = [], scenarios }: ExperimentContents,
  file: string,
): void {
  checkCaps(batchCaps, file);
  if (new Set(dmaInterfaces).size !== dmaInterfaces.length)
    throw new FoliotuneError('file-invalid', 'an interface is listed twice', { file, path: 'dmaInterfaces' });
  if (dmaInterfaces.length === 0) return;
  scenarios.forEach((name, index) => {
    const { platform } = scenarioNamed(name);
    if (loadPlatform(platform).dma.length > 0) return;
    const rule = `platform "${platform}" has no DMA engine, but the experiment opens its interface`;
    throw new FoliotuneError('file-invalid', rule, { file, path: `scenarios.${index}` });
  });
}
