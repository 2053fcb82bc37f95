import { FEATURES } from '../../policy/feature-table.js';
import { VECTOR_MAGIC } from '../vector-file.js';

const SPDX = '// SPDX-License-Identifier: GPL-2.0-only OR MIT';

/** The policy alone in a translation unit, compiled with the kernel's constraints. */
export const DECIDE_SOURCE = `${SPDX}
#include "foliotune_policy.h"
#include "decide.h"

int decide(const struct foliotune_features *f)
{
	return foliotune_decide(f);
}

int decide_among(const struct foliotune_features *f, u64 offered)
{
	return foliotune_decide_among(f, offered);
}

u64 possible_actions(const struct foliotune_features *f)
{
	return foliotune_mask(f);
}
`;

export const DECIDE_HEADER = `/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef DECIDE_H
#define DECIDE_H

int decide(const struct foliotune_features *f);
int decide_among(const struct foliotune_features *f, u64 offered);
u64 possible_actions(const struct foliotune_features *f);

#endif
`;

function fillLines(): string {
  return FEATURES.map(({ name, ctype }, index) => `\tf->${name} = (${ctype})r->features[${index}];`).join('\n');
}

/** A hosted program that runs test vectors through the policy and prints one line of JSON. */
export function driverSource(flags: readonly string[]): string {
  return `${SPDX}
/*
 * Compares the policy with test vectors:
 *
 *   cc ${flags.join(' ')} -c decide.c
 *   cc -O2 -o verify verify.c decide.o && ./verify vectors.bin
 */
#include <stdio.h>
#include "foliotune_policy.h"
#include "decide.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "test vectors are little-endian"
#endif

struct record {
	s32 features[FOLIOTUNE_NR_FEATURES];
	u64 possible;
	u64 offered;
	s32 decision;
	s32 offered_decision;
} __attribute__((packed));

static void fill(struct foliotune_features *f, const struct record *r)
{
${fillLines()}
}

static int compare(const struct record *r, u32 row, int report)
{
	struct foliotune_features f;
	int decision, offered_decision;
	u64 possible;

	fill(&f, r);
	possible = possible_actions(&f);
	decision = decide(&f);
	offered_decision = decide_among(&f, r->offered);
	if (possible == r->possible && decision == r->decision &&
	    offered_decision == r->offered_decision)
		return 0;
	if (report)
		fprintf(stderr,
			"input %u: decided %d, wanted %d; among fewer %d, wanted %d; mask %llx, wanted %llx\\n",
			row, decision, r->decision, offered_decision, r->offered_decision,
			(unsigned long long)possible, (unsigned long long)r->possible);
	return 1;
}

int main(int argc, char **argv)
{
	u32 header[4], row, mismatches = 0;
	struct record r;
	FILE *in;

	in = argc == 2 ? fopen(argv[1], "rb") : NULL;
	if (!in || fread(header, sizeof(header), 1, in) != 1 ||
	    header[0] != 0x${VECTOR_MAGIC.toString(16)} ||
	    header[2] != FOLIOTUNE_NR_FEATURES || header[3] != FOLIOTUNE_NR_ACTIONS) {
		fprintf(stderr, "usage: verify vectors.bin, of this policy\\n");
		return 2;
	}
	for (row = 0; row < header[1]; row++) {
		if (fread(&r, sizeof(r), 1, in) != 1) {
			fprintf(stderr, "vectors end at %u of %u\\n", row, header[1]);
			return 2;
		}
		mismatches += compare(&r, row, mismatches == 0);
	}
	fclose(in);
	printf("{\\"inputs\\": %u, \\"mismatches\\": %u}\\n", header[1], mismatches);
	return mismatches ? 1 : 0;
}
`;
}
