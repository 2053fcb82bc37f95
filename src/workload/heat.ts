import { z } from 'zod';

/*
 * How hot the pages of a request are, for a 2 MiB folio; smaller folios have their share by size, down to a floor of
 * one 64th (a hot base page is hotter than its share of a hot THP).
 *
 *   touchPerMs   touches of an unmapped folio that make a thread wait [1/ms]
 *   delayCores   progress lost while the folio stays on the wrong node [core-ns per ns]: misses per ns × extra latency
 *
 * The magnitudes are assumptions: no published trace holds them.
 */
export const heatSchema = z.strictObject({ touchPerMs: z.number().min(0), delayCores: z.number().min(0) });
export type Heat = z.infer<typeof heatSchema>;

const THP = 2 ** 21;
const FLOOR = 1 / 64;

/** Touch rate [1/ns] and delay rate [core-ns/ns] of one folio. */
export function heatOf(heat: Heat, folioBytes: number): { touchRate: number; delayRate: number } {
  const share = Math.max(FLOOR, folioBytes / THP);
  return { touchRate: heat.touchPerMs * 1e-6 * share, delayRate: heat.delayCores * share };
}
