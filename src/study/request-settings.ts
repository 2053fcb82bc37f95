import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { type Dimension, parseQuantity } from '../core/units.js';
import { MIGRATORS, PLACEMENTS, SIDES, STORES } from '../migration/vocabulary.js';
import { DMA_INTERFACES } from '../platform/dma/driver.js';

/*
 * What a study may set of one request: the machine, the request, how it is copied, and what tenants do meanwhile. A
 * study sets some for all of its points, some by panel, some by series and one along its axis; a new kind of condition
 * is a line here and a line where it is read (request-run.ts).
 */

/** A quantity with its unit, read to the inner unit of its dimension. */
function quantityOf(dimension: Dimension) {
  return z.string().transform((text, context) => {
    try {
      return parseQuantity(text, dimension);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof FoliotuneError ? error.line : String(error) });
      return z.NEVER;
    }
  });
}

const count = z.int().min(1);

export const requestSettings = z.strictObject({
  platform: z.string().default('zen3-ptdma'),
  /** Size of each folio. */
  folioSize: quantityOf('bytes').default(2 ** 21),
  /** Folios of the request; `total` says the same in bytes, at least one folio. */
  folios: count.optional(),
  total: quantityOf('bytes').optional(),
  /** Names of nodes: from where, to where, and whose CPU runs the caller (the target's where it has CPUs). */
  source: z.string().optional(),
  target: z.string().optional(),
  caller: z.string().optional(),
  /** CPUs in the mm's mask. */
  mmCpus: count.default(1),
  /** Touches of an unmapped 2 MiB folio that make a thread wait [1/ms]; smaller folios by size (workload/heat.ts). */
  touchPerMs: z.number().min(0).default(0),
  /** Progress lost while a 2 MiB folio stays where it is [core-ns per ns]. */
  delayCores: z.number().min(0).default(0),

  migrator: z.enum(MIGRATORS).default('kernel'),
  /** Copy workers of mtcopy and of the CPU part of hybrid. */
  threads: count.default(4),
  /** Channels of dcbm and of the DMA part of hybrid. */
  channels: count.default(1),
  /** Threads of mtcopy or channels of dcbm, whichever copies. */
  movers: count.optional(),
  side: z.enum(SIDES).default('pull'),
  stores: z.enum(STORES).default('temporal'),
  placement: z.enum(PLACEMENTS).default('spread'),
  dmaShare: z.number().min(0).max(1).default(0.5),
  /** Folios that one batch may hold, decided before unmap; mainline's cap for kernel, the series' else, where absent. */
  batchFolios: count.optional(),
  /** How folios reach the DMA engine; as the platform says where absent. */
  dmaInterface: z.enum(DMA_INTERFACES).optional(),

  /** Fraction of a node's CPUs that tenants keep busy: of all nodes, or of the source or target alone. */
  busy: z.number().min(0).max(4).default(0),
  busySource: z.number().min(0).max(4).optional(),
  busyTarget: z.number().min(0).max(4).optional(),
  /** How far the fraction strays either way, as a part of it, and how long it holds on average [ms]. */
  spread: z.number().min(0).max(1).default(0.2),
  changeMs: z.number().positive().default(5),
  /** Traffic that tenants of a fully busy node make undisturbed, to their own memory and to the next node's. */
  localGBps: z.number().min(0).default(60),
  remoteGBps: z.number().min(0).default(10),
  /** Traffic to a memory node without CPUs, whoever causes it. */
  memoryNodeGBps: z.number().min(0).default(0),
});

/** Settings with units read and defaults filled in. */

export type RequestSettings = z.output<typeof requestSettings>;
