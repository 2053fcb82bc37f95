import { at } from '../../core/errors.js';
import { ACTIVATION_MAX, type QuantisedLayer, type QuantisedMlp } from '../../policy/quantised/mlp.js';
import { bestScoreLoop } from './choice.js';
import { s64Literals, tableRows, wrapList } from './text.js';

function layerTables({ inputs, outputs, weights, bias }: QuantisedLayer, index: number): string {
  const rows = Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: inputs }, (_unused, i) => at(weights, i * outputs + o)),
  );
  return `static const s16 foliotune_weights_${index}[${outputs}][${inputs}] = {
${tableRows(rows)}
};

static const s64 foliotune_bias_${index}[${outputs}] = {
${wrapList(s64Literals(bias), 1)}
};
`;
}

function neuronFunction({ inputs, relu }: QuantisedLayer, index: number): string {
  return `static inline s64 foliotune_neuron_${index}(const s32 *x, int k)
{
	s64 sum = foliotune_bias_${index}[k];
	int i;

	for (i = 0; i < ${inputs}; i++)
		sum += (s64)foliotune_weights_${index}[k][i] * x[i];
	return ${relu ? 'sum > 0 ? sum : 0' : 'sum'};
}
`;
}

const inputOf = (layer: number): string => (layer === 0 ? 'x' : `h${layer - 1}`);

function hiddenLayer({ outputs, shift }: QuantisedLayer, index: number): string {
  return `	for (k = 0; k < ${outputs}; k++)
		h${index}[k] = foliotune_activation(foliotune_neuron_${index}(${inputOf(index)}, k), ${shift});`;
}

/** The network: weight tables, sums in s64, hidden activations in Q12. */
export function mlpFunctions({ layers }: QuantisedMlp): string {
  const hidden = layers.slice(0, -1);
  const last = layers.length - 1;
  const buffers = ['x[FOLIOTUNE_NR_INPUTS]', ...hidden.map(({ outputs }, index) => `h${index}[${outputs}]`)];
  return `${layers.map(layerTables).join('\n')}
${layers.map(neuronFunction).join('\n')}
/* to Q12, saturated */
static inline s32 foliotune_activation(s64 sum, int shift)
{
	s64 y = sum >> shift;

	if (y > ${ACTIVATION_MAX})
		return ${ACTIVATION_MAX};
	return y < -${ACTIVATION_MAX} ? -${ACTIVATION_MAX} : (s32)y;
}

/* Highest logit among the possible actions. */
static inline int foliotune_choose(const s32 *raw, u64 possible)
{
	s32 ${buffers.join(', ')};
	s64 best_score = 0;
	int action, best = -1${hidden.length > 0 ? ', k' : ''};

	foliotune_encode(raw, x);
${hidden.map((layer, index) => `${hiddenLayer(layer, index)}\n`).join('')}${bestScoreLoop(
  `\t\tscore = foliotune_neuron_${last}(${inputOf(last)}, action);`,
  '>',
)}
}
`;
}
