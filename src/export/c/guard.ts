import { at } from '../../core/errors.js';
import { featureIndex } from '../../policy/feature-table.js';
import { fallbackActions, type Guard } from '../../policy/guard.js';
import { actionConstant, featureConstant } from './vocabulary.js';

/** A bound as a literal that is an s32. */
function literal(value: number): string {
  return value === -(2 ** 31) ? '(-2147483647 - 1)' : String(value);
}

/** The guard of policy/guard.ts: the range of each feature seen in training, and what is done outside. */
export function guardFunctions(guard: Guard, features: readonly string[]): string {
  const rows = features.map((name, k) => {
    const feature = featureConstant(featureIndex(name));
    return `\t{ ${feature}, ${literal(at(guard.low, k))}, ${literal(at(guard.high, k))} },`;
  });
  const tries = fallbackActions(guard).map((action) => {
    const name = actionConstant(action);
    return `\tif ((possible >> ${name}) & 1)\n\t\treturn ${name};\n`;
  });
  return `/* What each feature was in training, at least and at most. */
static const struct {
	u8 feature;
	s32 low;
	s32 high;
} foliotune_range[] = {
${rows.join('\n')}
};

/* Whether a decision would be made where nothing was learned. */
static inline int foliotune_outside(const s32 *raw)
{
	int k;

	for (k = 0; k < ${features.length}; k++) {
		s32 value = raw[foliotune_range[k].feature];

		if (value < foliotune_range[k].low || value > foliotune_range[k].high)
			return 1;
	}
	return 0;
}

static inline int foliotune_fallback(u64 possible)
{
${tries.length > 0 ? tries.join('') : '\t(void)possible;\n'}	return FOLIOTUNE_ACTION_DECLINE;
}
`;
}
