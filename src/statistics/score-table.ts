/**
 * scores[scenario][seed]: one stratum per scenario, in which the seeds are exchangeable. Strata may differ in length.
 */
export type ScoreTable = readonly (readonly number[])[];

/** All scores of all scenarios; a scenario weighs as much as it has seeds. */
export function pooled(table: ScoreTable): readonly number[] {
  return table.flat();
}

/** How many scores a table holds. */
export function tableSize(table: ScoreTable): number {
  return table.reduce((sum, stratum) => sum + stratum.length, 0);
}
