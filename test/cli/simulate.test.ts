import { describe, expect, it } from 'vitest';
import { command } from '../../src/cli/commands/simulate.js';
import { runLine } from './recorded-context.js';

const BASE = 'simulate --platform zen3-ptdma --folio-size 2MiB --folios 512';

interface Simulated {
  readonly throughputGBps: number;
  readonly totalNs: number;
  readonly batches: number;
  readonly batchFolios: number;
  readonly batchCap: object;
  readonly firstFolioLatencyNs: number;
  readonly blackoutNs: Readonly<Record<'first' | 'mean' | 'last' | 'longest', number>>;
  readonly dmaInterface?: string;
  readonly hypothetical: readonly string[];
  readonly notes: readonly string[];
}

async function simulated(flags: string): Promise<Simulated> {
  const { exitCode, stdout } = await runLine(`${BASE} ${flags} --json`.split(' '));
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as Simulated;
}

describe('simulate', () => {
  it.each(command.examples.map(({ line }) => line))('runs its example "%s"', async (line) => {
    const { exitCode, stdout, stderr } = await runLine(line.split(' '));
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/blackout|blackoutNs/);
  });

  it('trades throughput for blackout by the batch cap', async () => {
    const small = await simulated('--migrator dcbm --channels 16 --batch 16folios');
    const large = await simulated('--migrator dcbm --channels 16 --batch 512folios');
    const usual = await simulated('--migrator dcbm --channels 16');
    expect(small).toMatchObject({ batches: 32, batchFolios: 16, batchCap: { limit: 16, unit: 'folios' } });
    expect(small.hypothetical).toEqual([expect.stringContaining('kernel change')]);
    expect(large.totalNs).toBe(usual.totalNs);
    expect(usual.hypothetical).toEqual([]);
    expect(small.throughputGBps).toBeGreaterThan(0.9 * large.throughputGBps);
    expect(small.throughputGBps).toBeLessThan(large.throughputGBps);
    expect(small.blackoutNs.mean).toBeLessThan(large.blackoutNs.mean / 20);
    expect(small.firstFolioLatencyNs).toBeLessThan(large.firstFolioLatencyNs / 20);
  });

  it('gives the serial kernel another cap too', async () => {
    const pages = await simulated('--migrator kernel --batch 1024pages');
    expect(pages).toMatchObject({ batches: 256, batchFolios: 2, batchCap: { limit: 1024, unit: 'pages' } });
  });

  it('compares the ways to hand folios to one engine, and says which of them the machine has', async () => {
    const flags = '--migrator dcbm --channels 4 --dma-interface';
    const own = await simulated(`${flags} scatter-gather`);
    const single = await simulated(`${flags} per-folio`);
    expect(own).toMatchObject({ dmaInterface: 'scatter-gather', hypothetical: [] });
    expect(own.totalNs).toBe((await simulated('--migrator dcbm --channels 4')).totalNs);
    expect(single.dmaInterface).toBe('per-folio');
    expect(single.hypothetical).toEqual([expect.stringMatching(/hypothetical interface.*scatter-gather/)]);
    expect(single.totalNs).toBeGreaterThan(own.totalNs);
    const cpu = await simulated('--migrator mtcopy --dma-interface per-folio');
    expect(cpu.notes).toEqual([expect.stringContaining('--dma-interface changes nothing')]);
    expect(cpu.hypothetical).toEqual([]);
  });

  it.each([
    ['--migrator dcbm --batch some', '--batch'],
    ['--migrator dcbm --batch 0', '--batch'],
    ['--migrator dcbm --dma-interface bulk', '--dma-interface'],
  ])('refuses %s', async (flags, flag) => {
    const { exitCode, stdout } = await runLine(`${BASE} ${flags} --json`.split(' '));
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining(flag) } });
  });
});
