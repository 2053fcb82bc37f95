import type { DecisionMap } from '../../analysis/decision-map.js';
import { at } from '../../core/errors.js';
import { formatBytes } from '../../core/units.js';
import { ACTIONS, actionIndex } from '../../policy/action-table.js';
import { FEATURES } from '../../policy/feature-table.js';
import { actionWords } from './action-words.js';
import { valueWords } from './condition-words.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const BASE_PAGE = 4096;
const WIDTH = 5;

/** A letter for each action that occurs; "." is declining, which stands out by its absence. */
function legendOf({ actions }: DecisionMap): Map<string, string> {
  const names = [...new Set(actions.flat())].sort((a, b) => actionIndex(a) - actionIndex(b));
  const others = names.filter((name) => name !== 'decline');
  return new Map(names.map((name) => [name, name === 'decline' ? '.' : (LETTERS[others.indexOf(name)] ?? '?')]));
}

/** Folio size × folios as a grid of letters, with its legend and the load it holds for. */
export function decisionMapText(map: DecisionMap, features: readonly string[]): string {
  const legend = legendOf(map);
  const row = (title: string, cells: readonly string[]): string =>
    title.padStart(8) + cells.map((cell) => cell.padStart(WIDTH)).join('');
  const load = FEATURES.filter(({ name }) => features.includes(name) && map.load[name] !== undefined).map(
    (feature) => `${feature.name} = ${valueWords(feature, map.load[feature.name] ?? 0)}`,
  );
  return [
    row('folio', map.folios.map(String)).concat('  folios in the batch'),
    ...map.orders.map((order, r) =>
      row(
        formatBytes(BASE_PAGE * 2 ** order),
        at(map.actions, r).map((name) => legend.get(name) ?? '?'),
      ),
    ),
    '',
    ...[...legend].map(([name, letter]) => `  ${letter}  ${actionWords(at(ACTIONS, actionIndex(name)))}`),
    '',
    'At this load (--at changes it)',
    ...load.map((line) => `  ${line}`),
  ].join('\n');
}
