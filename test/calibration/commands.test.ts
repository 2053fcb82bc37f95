import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPlatform } from '../../src/platform/load.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { runLine } from '../cli/recorded-context.js';
import { published } from './sample-table.js';

const folder = mkdtempSync(join(tmpdir(), 'foliotune-calibrate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SIZES = published('v3-2025-by-folio-size');

describe('calibrate', () => {
  it('judges a shipped platform, and draws it', async () => {
    const svg = join(folder, 'v3.svg');
    const { exitCode, stdout } = await runLine(`calibrate ${SIZES} --platform zen3-ptdma --no-fit --svg ${svg} --json`);
    const result = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ fitted: false, parameters: [], withinTolerance: 1 });
    expect(result.cells[0]).toMatchObject({ config: 'vanilla', folioBytes: 4096, measured: 3.73, line: 2 });
    const drawing = readFileSync(svg, 'utf8');
    expect(drawing.match(/class="mark"/g)?.length).toBe(104 + 3); // and three in the legend
    expect(drawing).toContain('measured throughput [GB/s]');
    expect(drawing).toContain('104 cells, mean error 4.');
    expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('fits a copied template, writes it with its source, and the file judges as the fit did', async () => {
    const file = join(folder, 'fitted.json');
    const line = `calibrate ${SIZES} --platform zen3-ptdma --holdout 0.2 --out ${file} --json`;
    const fitted = JSON.parse((await runLine(line)).stdout);
    expect(fitted.holdout.cells.length).toBe(21);
    expect(fitted.cells.length).toBe(83);
    expect(fitted.parameters[0]).toMatchObject({ path: 'cpuCopy.bytesInFlight', unit: 'B', atBound: false });
    for (const { path, quantity } of quantitiesOf(loadPlatform(file))) {
      if (quantity.bounds)
        expect([path, quantity.kind, quantity.source]).toEqual([path, 'fitted', `calibrate ${SIZES}`]);
    }
    const judged = JSON.parse((await runLine(`calibrate ${SIZES} --platform ${file} --no-fit --json`)).stdout);
    const again = new Map(judged.cells.map((cell: { line: number; simulated: number }) => [cell.line, cell.simulated]));
    for (const { line: row, simulated } of fitted.cells) expect(again.get(row)).toBe(simulated);
  });

  it('overwrites its template only when told to', async () => {
    const file = join(folder, 'template.json');
    writeFileSync(file, readFileSync('data/platforms/zen3-ptdma.json'));
    const line = `calibrate ${published('v3-2025-by-folio-count')} --platform ${file} --out ${file}`;
    expect((await runLine(line)).stderr).toMatch(/--out: \S+ is the template itself; give --force/);
    expect((await runLine(`${line} --force`)).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('calibrate data/measurements/garg-v3-2025-by-folio-count.csv');
  });

  it('reports in words what the tables leave open', async () => {
    const { stdout } = await runLine(`calibrate ${published('v3-2025-by-folio-count')} --platform zen3-ptdma`);
    expect(stdout).toMatch(/^27 cells: mean error \d+\.\d %, median/);
    expect(stdout).toMatch(/^the tables do not identify: .*kernelPath\.perPte/m);
    expect(stdout).toMatch(/^kernelPath\.perPte .*no cell depends on it/m);
  });

  it.each([
    ['--no-fit --out x.json', /--out: .*not with --no-fit/],
    ['--no-fit --holdout 0.2', /--holdout: .*not with --no-fit/],
    ['--holdout folio_byte=4096', /did you mean "folio_bytes"/],
    ['--seed x', /--seed: must be an integer/],
  ])('refuses %s', async (options, message) => {
    const { exitCode, stderr } = await runLine(`calibrate ${SIZES} --platform zen3-ptdma ${options}`);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync('x.json')).toBe(false);
  });
});

describe('simulate', () => {
  const THPS = 'simulate --platform zen3-ptdma --folio-size 2MiB --folios 512';

  it('gives the keys that others rely on', async () => {
    const { exitCode, stdout } = await runLine(`${THPS} --migrator dcbm --channels 16 --json`);
    const result = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(result.throughputGBps).toBeGreaterThan(60);
    expect(Object.keys(result.phasesNs).sort()).toEqual(['call', 'copy', 'flush', 'remap', 'setup', 'unmap']);
    expect(result).toMatchObject({ limitedBy: 'DMA device ptdma', batches: 1, source: 'node0', target: 'node1' });
    expect(result.firstFolioLatencyNs).toBeLessThan(result.totalNs);
  });

  it('says how much is assumed, and names what matters', async () => {
    const { stdout } = await runLine(`${THPS} --migrator kernel`);
    expect(stdout).toMatch(
      /\d+ of the platform's \d+ numbers are assumed; those that move this result: .*nodes\.0\.latency/,
    );
  });

  it('names a flag that changes nothing', async () => {
    expect((await runLine(`${THPS} --migrator dcbm --channels 2 --fill`)).stdout).toMatch(
      /^Note: --fill changes nothing/m,
    );
  });

  it.each([
    ['--migrator dcbm --threads 4', /--threads: dcbm copies by DMA.*got 4, valid: 0/],
    ['--migrator dcbm --channels 17', /--channels: must be an integer from 1 to 16, the channels of ptdma.*got 17/],
    ['--migrator dcbm --channels 0', /--channels: .*1 to 16.*got 0/],
    ['--migrator kernel --threads 2', /--threads: .*got 2, valid: 1/],
    ['--migrator mtcopy --channels 2', /--channels: .*got 2, valid: 0/],
    ['--migrator mtcopy --threads 65', /--threads: must be an integer from 1 to 64, the CPUs of node1.*got 65/],
    ['--migrator mtcopy --threads 2.5', /--threads: .*got 2\.5/],
    ['--migrator mtcopy --spread --fill', /--fill: .*got both/],
    ['--migrator dma', /--migrator: must be kernel or mtcopy or dcbm, got "dma"/],
    ['--migrator kernel --folio-size 3KiB', /--folio-size: .*4KiB to 1GiB; got 3KiB/],
    ['--migrator kernel --folio-size 2KiB', /--folio-size: .*got 2KiB/],
    ['--migrator kernel --folio-size 2GiB', /--folio-size: .*got 2GiB/],
    ['--migrator kernel --folio-size big', /--folio-size: "big" is not a quantity/],
    ['--migrator kernel --folios 0', /--folios: must be an integer from 1 to 8388608; got 0/],
    ['--migrator kernel --folios x', /--folios: .*got x/],
    ['--migrator kernel --placement left', /--placement: must be push or pull, got "left"/],
    ['--migrator kernel --stores hot', /--stores: must be temporal or non-temporal, got "hot"/],
    ['--migrator kernel --source nod1', /--source: unknown node "nod1".*did you mean "node/],
    ['--migrator kernel --source node0 --target node2', /--target: unknown node "node2"/],
  ])('refuses %s with one message', async (options, message) => {
    const { exitCode, stderr, stdout } = await runLine(`${THPS} ${options}`);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n').length).toBe(1);
  });

  it('moves folios within a node, over two links, and nowhere without a CPU', async () => {
    const line = (from: string, to: string) =>
      `simulate --platform icx-2s-pmem --folio-size 2MiB --folios 64 --migrator kernel --source ${from} --target ${to}`;
    const throughput = async (from: string, to: string): Promise<number> =>
      JSON.parse((await runLine(`${line(from, to)} --json`)).stdout).throughputGBps;
    const [within, near, far] = [
      await throughput('node0', 'node0'),
      await throughput('node0', 'pmem0'),
      await throughput('node0', 'pmem1'),
    ];
    expect(within).toBeGreaterThan(near);
    expect(near).toBeGreaterThan(far);
    const { exitCode, stderr } = await runLine(line('pmem0', 'pmem1'));
    expect([exitCode, stderr]).toEqual([
      2,
      'error: no migration from pmem0 to pmem1 on icx-2s-pmem: there is no CPU at either end\n',
    ]);
  });

  it('refuses DMA on a machine without an engine', async () => {
    const file = join(folder, 'no-engine.json');
    const json = JSON.parse(readFileSync('data/platforms/zen3-ptdma.json', 'utf8'));
    writeFileSync(file, JSON.stringify({ ...json, dma: [] }));
    const line = `simulate --platform ${file} --folio-size 2MiB --folios 8 --migrator`;
    expect((await runLine(`${line} dcbm`)).stderr).toMatch(
      /--channels: must be 0: platform zen3-ptdma has no DMA engine; got 1/,
    );
    expect((await runLine(`${line} kernel`)).exitCode).toBe(0);
  });
});
