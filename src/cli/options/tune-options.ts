import { FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { Store } from '../../store/store.js';
import type { Context, Outcome } from '../command.js';

/** Settings of a learner where nothing is said: each is a training. */
export const LEARNER_TRIALS = 8;

/** Who decides within batches while it is searched how they are cut: of the rules, the one that harms least. */
export const BATCHING_RULE = 'cost-benefit';

/** The table that a search begins with. */
export const BATCHING_START = 'by-mapping';

/** The words of `tune`. */
export interface TuneOptions {
  readonly rules?: true;
  readonly batching?: string | true;
  readonly rule?: string;
  readonly learner?: string;
  readonly decisions: string;
  readonly platformDecisions?: string;
  readonly choices?: string;
  readonly start?: string;
  readonly trials?: string;
  readonly out?: string;
  readonly seed?: string;
  readonly db: string;
}

/** What is to be searched, and by whose words. */
export interface TuneCall {
  readonly context: Context;
  readonly experiment: Experiment;
  /** The experiment, as it was typed. */
  readonly named: string;
  readonly options: TuneOptions;
}

/** What is left to do once the words are understood. */
export type TuneWork = (store: Store) => Promise<Outcome>;

/** Every rule, how batches are cut, or one rule or learner. */
export type TuneSearch = 'rules' | 'batching' | 'one';

/** Words that say something to some searches only. */
const WORDS: readonly {
  readonly option: keyof TuneOptions;
  readonly word: string;
  readonly searches: readonly TuneSearch[];
}[] = [
  { option: 'batching', word: '--batching', searches: ['batching'] },
  { option: 'rule', word: '--rule', searches: ['one'] },
  { option: 'learner', word: '--learner', searches: ['one'] },
  { option: 'trials', word: '--trials', searches: ['one'] },
  { option: 'platformDecisions', word: '--platform-decisions', searches: ['rules'] },
  { option: 'choices', word: '--choices', searches: ['batching'] },
  { option: 'start', word: '--start', searches: ['batching'] },
  { option: 'out', word: '--out', searches: ['rules', 'batching'] },
];

function asked({ rules, batching }: TuneOptions): TuneSearch {
  if (rules) return 'rules';
  return batching === undefined ? 'one' : 'batching';
}

/** The search that is asked for. @throws FoliotuneError `usage` where words are another one's. */
export function searchOf(options: TuneOptions): TuneSearch {
  const search = asked(options);
  for (const { option, word, searches } of WORDS) {
    if (options[option] === undefined || searches.includes(search)) continue;
    const others = searches.map((one) => `--${one}`).join(' or ');
    const complaint = search === 'one' ? `goes with ${others}` : `does not go with --${search}`;
    throw new FoliotuneError('usage', complaint, { path: word });
  }
  return search;
}
