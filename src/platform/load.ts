import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { packageRoot } from '../core/package-root.js';
import { parseWith } from '../core/schema.js';
import { readJson } from '../core/text-file.js';
import { checkConnectivity } from './connectivity.js';
import { DMA_DRIVERS } from './dma/registry.js';
import { type Platform, platformSchema } from './platform.js';

const PLATFORMS = (): string => join(packageRoot(), 'data', 'platforms');

/** Names of the platforms that come with the project. */
export function platformNames(): string[] {
  return readdirSync(PLATFORMS())
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** Whether what stands for a platform is a file's path rather than a name. */
export function isPlatformFile(nameOrPath: string): boolean {
  return nameOrPath.endsWith('.json') || nameOrPath.includes('/');
}

/** The file behind a platform's name, or the path itself where one is given. */
export function platformFile(nameOrPath: string): string {
  if (isPlatformFile(nameOrPath)) return nameOrPath;
  const names = platformNames();
  if (!names.includes(nameOrPath)) {
    throw new FoliotuneError('name-unknown', `unknown platform "${nameOrPath}"`, { hint: nameHint(nameOrPath, names) });
  }
  return join(PLATFORMS(), `${nameOrPath}.json`);
}

function checkNames(platform: Platform, file: string): void {
  const names = platform.nodes.map((node) => node.name);
  platform.links.forEach((link, index) => {
    for (const end of ['from', 'to'] as const) {
      if (names.includes(link[end])) continue;
      throw new FoliotuneError('file-invalid', `unknown node "${link[end]}"`, {
        file,
        path: `links.${index}.${end}`,
        hint: nameHint(link[end], names),
      });
    }
  });
  const square =
    platform.distances.length === names.length && platform.distances.every((row) => row.length === names.length);
  if (!square) {
    throw new FoliotuneError('file-invalid', `must have ${names.length} rows of ${names.length} distances`, {
      file,
      path: 'distances',
    });
  }
}

/** No folio may be smaller or less aligned than the engine copies. */
function checkAlignment({ basePage }: Platform, driver: string, place: { file: string; path: string }): void {
  const { alignment } = DMA_DRIVERS.get(driver);
  if (basePage.value % alignment === 0) return;
  const rule = `${driver} copies multiples of ${alignment} bytes, which the base page of ${basePage.value} is not`;
  throw new FoliotuneError('file-invalid', rule, place);
}

function checkDrivers(platform: Platform, file: string): void {
  platform.dma.forEach(({ driver, completion }, index) => {
    const place = { file, path: `dma.${index}.driver` };
    if (!DMA_DRIVERS.has(driver)) {
      const hint = nameHint(driver, DMA_DRIVERS.names);
      throw new FoliotuneError('file-invalid', `unknown DMA driver "${driver}"`, { ...place, hint });
    }
    checkAlignment(platform, driver, place);
    const { completions } = DMA_DRIVERS.get(driver);
    if (completions.includes(completion)) return;
    const rule = `${driver} completes by ${completions.join(' or ')}, got "${completion}"`;
    throw new FoliotuneError('file-invalid', rule, { file, path: `dma.${index}.completion` });
  });
}

function checkSiblings({ nodes, smt, wholeNumbers }: Platform, file: string): void {
  const index = nodes.findIndex(({ threadsPerCore }) => threadsPerCore > 1);
  if (index === -1) return;
  const place = { file, path: `nodes.${index}.threadsPerCore` };
  if (!smt) throw new FoliotuneError('file-invalid', 'wants "smt": what siblings on one core do', place);
  if (wholeNumbers['nodes.threadsPerCore']) return;
  throw new FoliotuneError('file-invalid', 'wants its source under "wholeNumbers"', place);
}

/** Checks a platform's parsed JSON. @throws FoliotuneError `file-invalid` */
export function parsePlatform(json: unknown, file: string): Platform {
  const platform = parseWith(platformSchema, json, file) as Platform;
  checkNames(platform, file);
  checkConnectivity(platform, file);
  checkDrivers(platform, file);
  checkSiblings(platform, file);
  return platform;
}

/** Loads a platform by its name (data/platforms) or from a file. */
export function loadPlatform(nameOrPath: string): Platform {
  const file = platformFile(nameOrPath);
  return parsePlatform(readJson(file), file);
}
