import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { parseWith } from '../core/schema.js';
import { scenarioNamed } from '../env/scenario-registry.js';
import type { DmaInterface } from '../platform/dma/driver.js';
import { withDmaInterface } from '../platform/dma/interface.js';
import { loadPlatform } from '../platform/load.js';
import type { Platform } from '../platform/platform.js';
import { type EpisodeSettings, episodeSettings } from './episode-settings.js';
import { type PreparedRequest, prepareRequest } from './request-run.js';
import { requestSettings } from './request-settings.js';
import type { Study } from './study-schema.js';

/** One point of a study before it is simulated: a panel, a series and a value of the axis. */
export interface StudyPoint {
  readonly panel: number;
  readonly series: number;
  readonly x: number;
  readonly what:
    | { readonly kind: 'request'; readonly platform: Platform; readonly prepared: PreparedRequest }
    | { readonly kind: 'episodes'; readonly settings: EpisodeSettings };
}

type Words = Readonly<Record<string, unknown>>;

const platforms = new Map<string, Platform>();

/** A shipped platform as it is or with another DMA interface, made once. */
function platformNamed(name: string, wanted?: DmaInterface): Platform {
  const key = wanted === undefined ? name : `${name} ${wanted}`;
  const known = platforms.get(key);
  if (known) return known;
  const platform = wanted === undefined ? loadPlatform(name) : withDmaInterface(platformNamed(name), wanted);
  platforms.set(key, platform);
  return platform;
}

const SETTINGS = { request: requestSettings, episodes: episodeSettings } as const;

/** Settings given in a group must be known ones; misspelt ones are named with the nearest. */
function checkKeys(study: Study): void {
  const known = Object.keys(SETTINGS[study.kind].shape);
  const groups: [string, Words][] = [['set', study.set]];
  for (const [index, { set }] of study.panels.entries()) groups.push([`panels.${index}.set`, set]);
  for (const [index, { set }] of study.series.entries()) groups.push([`series.${index}.set`, set]);
  groups.push(['axis.setting', { [study.axis.setting]: null }]);
  for (const [path, words] of groups) {
    for (const key of Object.keys(words)) {
      if (known.includes(key)) continue;
      const place = { file: study.file, path, hint: nameHint(key, known) };
      throw new FoliotuneError('file-invalid', `unknown setting "${key}" of a study of kind "${study.kind}"`, place);
    }
  }
}

function whatOf(study: Study, words: Words, where: string): StudyPoint['what'] {
  const file = `${study.file}: ${where}`;
  if (study.kind === 'episodes') {
    const settings = parseWith(episodeSettings, words, file);
    scenarioNamed(settings.scenario);
    return { kind: 'episodes', settings };
  }
  const settings = parseWith(requestSettings, words, file);
  const platform = platformNamed(settings.platform, settings.dmaInterface);
  try {
    return { kind: 'request', platform, prepared: prepareRequest(platform, settings) };
  } catch (error) {
    if (!(error instanceof FoliotuneError)) throw error;
    throw new FoliotuneError('file-invalid', error.message, { ...error.place, file }, { cause: error });
  }
}

/** Later settings replace earlier ones; of a workload's `parameters`, member by member. */
function merged(groups: readonly Words[]): Words {
  const parameters = groups.map((words) => words.parameters).filter((given) => given !== undefined);
  const words: Words = Object.assign({}, ...groups);
  return parameters.length === 0 ? words : { ...words, parameters: Object.assign({}, ...parameters) };
}

/**
 * Every point, panel by panel and series by series along the axis. Settings are those of the study, then of the panel,
 * the series and the axis, the later ones replacing the earlier.
 * @throws FoliotuneError `file-invalid` where the settings of a point do not fit together.
 */
export function pointsOf(study: Study): StudyPoint[] {
  checkKeys(study);
  return study.panels.flatMap((inPanel, panel) =>
    study.series.flatMap((ofSeries, series) =>
      study.axis.values.map((value, x) => {
        const words = merged([study.set, inPanel.set, ofSeries.set, { [study.axis.setting]: value }]);
        const where = `${inPanel.name}, ${ofSeries.name}, ${study.axis.setting} ${value}`;
        return { panel, series, x, what: whatOf(study, words, where) };
      }),
    ),
  );
}
