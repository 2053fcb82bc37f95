import { z } from 'zod';
import { type RandomStream, randomStream } from '../../core/random.js';
import type { MigrationRequest } from '../../migration/vocabulary.js';
import type { Platform } from '../../platform/platform.js';
import { arrivalsOn } from '../arrivals-on.js';
import type { Episode } from '../episode.js';
import { heatOf, heatSchema } from '../heat.js';
import { generateTenantLoad, tenantLoadSchema } from '../tenant-load.js';
import type { Workload } from '../workload.js';

/*
 * Bulk move_pages: `callers` processes move regions from the first node to the second, one call at a time each.
 * Gaps between the calls of one process are exponential of mean `gapMs`; a call's size is log-uniform between
 * `minMiB` and `maxMiB`; with probability `thpShare` it holds 2 MiB folios, else base pages or, with probability
 * `mthpShare` of the rest, folios of order 4, 64 KiB of 4 KiB pages (calls without THPs hold at most `basePageMiB`).
 * Of the calls with 2 MiB folios a part `pmdShare` holds folios of the size of a PMD instead, where that is another one:
 * 512 MiB on AArch64 with 64 KiB base pages, 16 MiB on Power8. The caller runs beside the target, if there are cores.
 */
const schema = z.strictObject({
  callers: z.int().min(1).max(64),
  calls: z.int().min(1),
  gapMs: z.number().positive(),
  minMiB: z.number().positive(),
  maxMiB: z.number().positive(),
  basePageMiB: z.number().positive(),
  thpShare: z.number().min(0).max(1),
  mthpShare: z.number().min(0).max(1),
  pmdShare: z.number().min(0).max(1).optional(),
  heat: heatSchema,
  tenants: tenantLoadSchema,
});
type Parameters = z.infer<typeof schema>;

const MIB = 2 ** 20;
const MS = 1e6;

function sizeOf(
  parameters: Parameters,
  platform: Platform,
  random: RandomStream,
): { folioBytes: number; folios: number } {
  const { minMiB, maxMiB, basePageMiB, thpShare, mthpShare, pmdShare = 0 } = parameters;
  const basePage = platform.basePage.value;
  const bytes = minMiB * (maxMiB / minMiB) ** random.uniform() * MIB;
  const draw = random.uniform();
  const thp = draw < thpShare;
  const huge = draw < thpShare * pmdShare ? platform.pmdSize.value : 2 * MIB;
  const folioBytes = thp ? huge : random.uniform() < mthpShare ? 16 * basePage : basePage;
  const most = thp ? bytes : Math.min(bytes, basePageMiB * MIB);
  return { folioBytes, folios: Math.max(1, Math.round(most / folioBytes)) };
}

export const bulk: Workload<Parameters> = {
  name: 'bulk',
  summary: 'bulk move_pages by a few processes: calls of 2 MiB, 64 KiB or 4 KiB folios',
  schema,
  open:
    async (platform, parameters) =>
    (seed): Episode => {
      const random = randomStream(seed, 'workload/bulk');
      const requests: MigrationRequest[] = [];
      const callerNode = (platform.nodes[1]?.cores ?? 0) > 0 ? 1 : 0;
      const each = Math.ceil(parameters.calls / parameters.callers);
      let end = 0;
      for (let caller = 0; caller < parameters.callers; caller++) {
        let timeNs = 0;
        for (let call = 0; call < each; call++) {
          timeNs += random.exponential(parameters.gapMs * MS);
          const { folioBytes, folios } = sizeOf(parameters, platform, random);
          requests.push({
            timeNs,
            folioBytes,
            folios,
            source: 0,
            target: 1,
            reason: 'syscall',
            mode: 'sync',
            owner: caller,
            caller,
            callerNode,
            ...heatOf(parameters.heat, folioBytes),
            mmCpus: 4 + random.below(28),
          });
        }
        end = Math.max(end, timeNs);
      }
      const load = generateTenantLoad(platform, parameters.tenants, end * 2, randomStream(seed, 'workload/tenants'));
      return { arrivals: arrivalsOn(platform, requests), load, callers: parameters.callers };
    },
};
