import { invariant } from '../../core/errors.js';
import { type EncodedFeature, type Encoder, Q8_MAX, Q8_ONE } from '../../policy/encode.js';
import { featureConstant } from './vocabulary.js';

function encodeLine({ feature, encoding, min, max, slot, slots }: EncodedFeature): string {
  const raw = `raw[${featureConstant(feature)}]`;
  switch (encoding) {
    case 'linear':
      invariant((max - min) * Q8_MAX < 2 ** 32, `${featureConstant(feature)} would overflow u32`);
      return `\tx[${slot}] = foliotune_linear(${raw}, ${min}, ${max});`;
    case 'log2':
      return `\tx[${slot}] = foliotune_log2(${raw}, ${min}, ${max});`;
    case 'one-hot':
      return `\tfoliotune_one_hot(&x[${slot}], ${min === 0 ? raw : `${raw} - ${min}`}, ${slots});`;
    default:
      return encoding satisfies never;
  }
}

/** The encoder of `policy/encode.ts` in C: Q8 inputs from raw integers, one statement per feature. */
export function encoderFunctions({ plan, size }: Encoder): string {
  return `#define FOLIOTUNE_NR_INPUTS ${size}

static inline u32 foliotune_clamp(s32 v, s32 min, s32 max)
{
	return (u32)(v < min ? min : v > max ? max : v);
}

/* 0..${Q8_MAX} over [min, max] */
static inline s32 foliotune_linear(s32 v, s32 min, s32 max)
{
	u32 above = foliotune_clamp(v, min, max) - (u32)min;

	return (s32)(above * ${Q8_MAX}U / (u32)(max - min));
}

/* 32 per octave, linear between powers of two */
static inline s32 foliotune_log2(s32 v, s32 min, s32 max)
{
	u32 n = 1 + foliotune_clamp(v, min, max);
	int top = foliotune_fls(n) - 1;
	u32 below = (n << (31 - top) >> 23) & 0xff;

	return (s32)((((u32)top << 8) + below) >> 3);
}

static inline void foliotune_one_hot(s32 *x, s32 v, int slots)
{
	int k;

	for (k = 0; k < slots; k++)
		x[k] = k == v ? ${Q8_ONE} : 0;
}

static inline void foliotune_encode(const s32 *raw, s32 *x)
{
${plan.map(encodeLine).join('\n')}
}
`;
}
