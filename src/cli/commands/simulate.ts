import { assumptionsOf } from '../../migration/assumptions.js';
import { closedForm } from '../../migration/closed-form.js';
import { requestText, type SimulatedRequest } from '../../report/simulation/request-text.js';
import { defineCommand } from '../command.js';
import { PLATFORM_FLAG, readPlatformArgument } from '../options/platform-argument.js';
import { type Asked, readRequest, type SimulateOptions } from '../options/simulate-request.js';

function simulated({ platform, request, plan, notes, hypothetical, dmaInterface }: Asked): SimulatedRequest {
  const { folioBytes, folios } = request;
  const nodeName = (node: number): string => platform.nodes[node]?.name ?? '';
  return {
    ...closedForm(platform, request, plan),
    platform: platform.name,
    request: { folioBytes, folios, bytes: folioBytes * folios },
    source: nodeName(request.source),
    target: nodeName(request.target),
    plan,
    ...(dmaInterface ? { dmaInterface } : {}),
    hypothetical,
    assumptions: assumptionsOf(platform, request, plan),
    notes,
  };
}

export const command = defineCommand<SimulateOptions>({
  description: `Evaluates the closed form: what each phase costs and what limits the copy. Sizes are written with a
unit (4KiB, 2MiB); GB is 10^9 bytes.

--batch sets what one batch holds: a larger one shares the flush and the set-up among more folios and keeps each of
them unmapped for longer (blackout). No offload provider can choose it, for its hook runs after unmap: it needs a
kernel change. --dma-interface hands the folios to the DMA engine in another way than this machine's kernel does:
one by one (RFC V1, V2), one list a channel (RFC V3), or one list that the device walks by itself (DSA, SDXI).`,
  examples: [
    {
      line: 'simulate --platform zen3-ptdma --migrator kernel --folio-size 2MiB --folios 512',
      does: "today's serial copy of 1 GiB",
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator dcbm --channels 16 --folio-size 2MiB --folios 512',
      does: 'the same by sixteen DMA channels',
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator mtcopy --threads 8 --fill --folio-size 2MiB --folios 512 --json',
      does: 'eight threads in one core complex, for a program',
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator dcbm --channels 16 --folio-size 2MiB --folios 512 --batch 32folios',
      does: 'batches of 32 folios: how much throughput a short blackout costs',
    },
    {
      line: 'simulate --platform zen3-ptdma --migrator dcbm --channels 4 --folio-size 4KiB --folios 512 --dma-interface per-folio',
      does: 'what RFC V3 gained over V2: every page submitted by itself',
    },
  ],
  declare: (command) =>
    void command
      .requiredOption(PLATFORM_FLAG, 'a name of `list platforms`, or a platform file')
      .requiredOption('--migrator <name>', 'kernel (serial), mtcopy (worker threads) or dcbm (DMA channels)')
      .requiredOption('--folio-size <size>', 'size of each folio, a base page times a power of two')
      .requiredOption('--folios <count>', 'how many folios the request lists')
      .option('--threads <count>', 'copy workers of mtcopy (default 4, as its module has)')
      .option('--channels <count>', 'DMA channels of dcbm (default 1)')
      .option('--placement <side>', "where CPU copies run: push (the source's CPUs) or pull (the target's)", 'pull')
      .option('--spread', 'workers one per core complex first (default)')
      .option('--fill', 'workers fill one core complex before the next')
      .option('--stores <kind>', 'temporal or non-temporal stores of CPU copies', 'temporal')
      .option('--batch <cap>', "what one batch holds, e.g. 512folios, 512pages, 64MiB (default: the kernel path's cap)")
      .option('--dma-interface <name>', "per-folio, scatter-gather or batch-descriptors (default: the platform's own)")
      .option('--source <node>', 'node that the folios leave (default: the first)')
      .option(
        '--target <node>',
        'node that they go to (default: the first other one); the source itself for compaction',
      ),
  run: ({ context, options }) => {
    const { platform } = readPlatformArgument(context, options.platform);
    const result = simulated(readRequest(platform, options));
    return { json: result, text: requestText(result) };
  },
});
