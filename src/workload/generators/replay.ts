import { join } from 'node:path';
import { z } from 'zod';
import { FoliotuneError } from '../../core/errors.js';
import { packageRoot } from '../../core/package-root.js';
import { randomStream } from '../../core/random.js';
import type { MigrationRequest } from '../../migration/vocabulary.js';
import { arrivalsOf, type Episode } from '../episode.js';
import { heatOf, heatSchema } from '../heat.js';
import { generateTenantLoad, tenantLoadSchema } from '../tenant-load.js';
import { readTraceRequests, type TraceRequest } from '../trace/trace-requests.js';
import type { Workload } from '../workload.js';

/*
 * Replay of a recorded kernel trace. From the trace: order, reasons, modes, folio sizes and counts, which task issued
 * what, and the gaps between requests, divided by `speed` (the guests that recorded ours ran under emulation, where
 * time is not real). Not in any trace, hence filled in: nodes (demotion goes from node 0 to node 1, everything else
 * the other way), heat, tenants. Base pages become the platform's own. Each episode is a window of `requests` requests
 * that starts at a random place.
 */
const schema = z.strictObject({
  file: z.string(),
  requests: z.int().min(1),
  speed: z.number().positive(),
  hot: heatSchema,
  cold: heatSchema,
  tenants: tenantLoadSchema,
});
type Parameters = z.infer<typeof schema>;

/** Reasons whose pages are being used right now. */
const HOT = new Set(['numa_misplaced', 'damon']);
const MOST_CALLERS = 16;

function requestOf(
  trace: TraceRequest,
  from: TraceRequest,
  parameters: Parameters,
  basePage: number,
  mmCpus: number,
): MigrationRequest {
  const folioBytes = Math.max(trace.folioBytes, basePage);
  const down = trace.reason === 'demotion';
  const caller = trace.caller % MOST_CALLERS;
  return {
    timeNs: (trace.timeNs - from.timeNs) / parameters.speed,
    folioBytes,
    folios: trace.folios,
    source: down ? 0 : 1,
    target: down ? 1 : 0,
    reason: trace.reason,
    mode: trace.mode,
    owner: caller,
    caller,
    callerNode: 0,
    ...heatOf(HOT.has(trace.reason) ? parameters.hot : parameters.cold, folioBytes),
    mmCpus,
  };
}

export const replay: Workload<Parameters> = {
  name: 'replay',
  summary: 'a recorded kernel trace (ftrace or perf script), a random window of it an episode',
  schema,
  open: async (platform, parameters) => {
    const file = parameters.file.startsWith('/') ? parameters.file : join(packageRoot(), parameters.file);
    const trace = await readTraceRequests(file);
    const window = parameters.requests;
    const basePage = platform.basePage.value;
    if (trace.length < window) {
      throw new FoliotuneError('file-invalid', `holds ${trace.length} requests, the scenario wants ${window}`, {
        file,
      });
    }
    return (seed): Episode => {
      const random = randomStream(seed, 'workload/replay');
      const start = random.below(trace.length - window + 1);
      const part = trace.slice(start, start + window);
      const first = part[0] as TraceRequest;
      const requests = part.map((one) => requestOf(one, first, parameters, basePage, 1 + random.below(16)));
      const end = requests.reduce((latest, request) => Math.max(latest, request.timeNs), 0);
      const load = generateTenantLoad(
        platform,
        parameters.tenants,
        end * 2 + 1,
        randomStream(seed, 'workload/tenants'),
      );
      return { arrivals: arrivalsOf(requests), load, callers: MOST_CALLERS };
    };
  },
};
