import { MIGRATORS, MODES, PLACEMENTS, REASONS, SIDES, STORES } from '../../migration/vocabulary.js';
import { NODE_KINDS } from '../../platform/node-kind.js';
import { ACTIONS, type Action } from '../../policy/action-table.js';
import { FEATURES } from '../../policy/feature-table.js';
import { commentLines, constantName, wrapList } from './text.js';

/** Enums, the feature structure and the action table: what every exported header has, whatever the model. */
function enumOf(name: string, prefix: string, members: readonly string[], end?: string): string {
  const lines = members.map((member) => `\tFOLIOTUNE_${prefix}_${constantName(member)},`);
  if (end) lines.push(`\t${end},`);
  return `enum foliotune_${name} {\n${lines.join('\n')}\n};\n`;
}

export const featureConstant = (index: number): string =>
  `FOLIOTUNE_F_${constantName(FEATURES[index]?.name ?? String(index))}`;

export const actionConstant = (index: number): string =>
  `FOLIOTUNE_ACTION_${constantName(ACTIONS[index]?.name ?? String(index))}`;

export function enums(): string {
  return [
    enumOf('reason', 'REASON', REASONS),
    enumOf('mode', 'MODE', MODES),
    enumOf('node_kind', 'NODE', NODE_KINDS),
    enumOf('migrator', 'MIGRATOR', MIGRATORS),
    enumOf('side', 'SIDE', SIDES),
    enumOf('stores', 'STORES', STORES),
    enumOf('placement', 'PLACEMENT', PLACEMENTS),
  ].join('\n');
}

export function featureStructure(): string {
  const fields = FEATURES.map(({ ctype, name }) => `\t${ctype} ${name};`);
  const meanings = FEATURES.map(({ name, unit, min, max, meaning }) =>
    commentLines(`@${name}: ${meaning} [${unit}, ${min}..${max}]`),
  );
  return `/**
 * struct foliotune_features - what a decision may look at, 0 where not known
${meanings.join('\n')}
 */
struct foliotune_features {
${fields.join('\n')}
};

${enumOf(
  'feature',
  'F',
  FEATURES.map(({ name }) => name),
  'FOLIOTUNE_NR_FEATURES',
)}`;
}

function actionRow(action: Action, index: number): string {
  const needs = action.requires.map(({ feature, atLeast }) => `{ ${featureConstant(feature)}, ${atLeast} }`);
  const plan = [
    `.migrator = FOLIOTUNE_MIGRATOR_${constantName(action.migrator)}`,
    `.workers = ${action.workers}`,
    `.channels = ${action.channels}`,
    `.side = FOLIOTUNE_SIDE_${constantName(action.side)}`,
    `.stores = FOLIOTUNE_STORES_${constantName(action.stores)}`,
    `.placement = FOLIOTUNE_PLACEMENT_${constantName(action.placement)}`,
    `.dma_percent = ${action.dmaShare * 100}`,
    `.nr_needs = ${needs.length}`,
  ];
  // An array without entries stays out: empty braces are not C11.
  const tail = needs.length > 0 ? `\n\t\t.needs = { ${needs.join(', ')} },` : '';
  return `\t[${actionConstant(index)}] = {\n${wrapList(plan, 2)}${tail}\n\t},`;
}

export function actionTable(): string {
  const mostNeeds = Math.max(1, ...ACTIONS.map(({ requires }) => requires.length));
  return `${enumOf(
    'action_index',
    'ACTION',
    ACTIONS.map(({ name }) => name),
    'FOLIOTUNE_NR_ACTIONS',
  )}
/* An action is possible when each feature it needs is at least so much. */
struct foliotune_need {
	u8 feature;
	s32 at_least;
};

struct foliotune_action {
	u8 migrator;
	u8 workers;
	u8 channels;
	u8 side;
	u8 stores;
	u8 placement;
	u8 dma_percent;	/* share of the bytes that goes by DMA */
	u8 nr_needs;
	struct foliotune_need needs[${mostNeeds}];
};

static const struct foliotune_action foliotune_actions[FOLIOTUNE_NR_ACTIONS] = {
${ACTIONS.map(actionRow).join('\n')}
};
`;
}

/** Reads the structure into one array of s32, saturated. */
export function rawFunction(): string {
  const lines = FEATURES.map(({ name, ctype }, index) => {
    const value = ctype === 'u32' ? `foliotune_saturate(f->${name})` : `f->${name}`;
    return `\traw[${featureConstant(index)}] = ${value};`;
  });
  return `static inline s32 foliotune_saturate(u32 v)
{
	return v > 0x7fffffffU ? 0x7fffffff : (s32)v;
}

static inline void foliotune_raw(const struct foliotune_features *f, s32 *raw)
{
${lines.join('\n')}
}
`;
}
