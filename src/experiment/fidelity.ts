import { type Judgement, judge } from '../calibration/judge.js';
import { cellsOf, PUBLISHED_TABLES } from '../calibration/published-tables.js';
import { loadPlatform } from '../platform/load.js';

/**
 * How well a shipped platform reproduces the published measurements of its machine; null where there are none, as for
 * anybody's own. Shares are left out: they are off by points, all else by a part of what was measured.
 */
export function fidelityOf(platform: string): Judgement | null {
  const published = PUBLISHED_TABLES.all.find((one) => one.platform === platform);
  const cells = published ? cellsOf(published).filter(({ metric }) => metric !== 'copy-share') : [];
  return cells.length > 0 ? judge(loadPlatform(platform), cells) : null;
}
