import { contentHash } from '../../core/canonical-json.js';
import { openScenarios } from '../../env/scenario-registry.js';
import { learnedName } from '../../episodes/entrant.js';
import { notLoadedOn, unloadedText } from '../../episodes/loaded-on.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { platformOf, platformsOf } from '../../experiment/machines.js';
import { variantNotes } from '../../experiment/variants.js';
import { loadPlatform } from '../../platform/load.js';
import type { LearnedGroup } from '../learned-group.js';
import type { RulesOrigin } from '../saved-rules.js';
import { batchingNotes, rulesBatchingNotes } from './batching-notes.js';

/** Policies that meet another machine than they were trained on. */
async function platformNotes(groups: readonly LearnedGroup[], scenarios: readonly string[]): Promise<string[]> {
  const here = platformOf(await openScenarios(scenarios));
  const platforms = platformsOf(scenarios).map((file) => loadPlatform(file));
  const known = new Map(platforms.map((platform) => [platform.name, contentHash(platform)]));
  const files = groups.flatMap(({ members }) => members.flatMap((member) => member.files));
  return files
    .filter(({ platform }) => platform.hash !== here.hash && platform.hash !== known.get(platform.name))
    .map((policy) => {
      const trained = `${policy.platform.name} (${policy.platform.hash})`;
      return `${learnedName(policy)} was trained on ${trained}, this is ${here.name} (${here.hash})`;
    });
}

/** Policies that are not there on some machines, a group each; those of a platform each are on their own, as everybody knows. */
function unloadedNotes(groups: readonly LearnedGroup[], scenarios: readonly string[]): string[] {
  return groups.flatMap(({ name, members }) => {
    const [first] = members.flatMap(({ entrant }) => (entrant.is === 'policy' ? [entrant.contents] : []));
    const missing = first ? notLoadedOn(first, scenarios) : [];
    return first && missing.length > 0 ? [unloadedText(name, first, missing)] : [];
  });
}

/** Rules that were tuned on another machine, or not for each platform by itself. */
async function rulesNotes({ name, rules, scenarios }: Experiment, origin: RulesOrigin | undefined): Promise<string[]> {
  if (origin === undefined) {
    if (rules.length === 0 || platformsOf(scenarios).length < 2) return [];
    return [
      `tuned-per-platform is the best on each platform of what one search for everything tried; \`tune ${name} --rules\` searches for each by itself`,
    ];
  }
  const here = platformOf(await openScenarios(scenarios));
  if (origin.platform.hash === here.hash) return [];
  const { name: there, hash } = origin.platform;
  return [`the rules of ${origin.file} were tuned on ${there} (${hash}), this is ${here.name} (${here.hash})`];
}

/** What readers of a comparison must know besides its figures. @param origin of the rules' settings, where they were read. */
export async function comparisonNotes(
  experiment: Experiment,
  groups: readonly LearnedGroup[],
  origin: RulesOrigin | undefined,
): Promise<string[]> {
  return [
    ...(await platformNotes(groups, experiment.scenarios)),
    ...unloadedNotes(groups, [...experiment.scenarios, ...experiment.generalisation]),
    ...batchingNotes(groups, experiment.batching),
    ...(await rulesNotes(experiment, origin)),
    ...rulesBatchingNotes(origin, experiment.batching),
    ...variantNotes(experiment),
  ];
}
