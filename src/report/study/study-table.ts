import { axisText, threeDigits } from '../../study/axis.js';
import { STUDY_METRICS } from '../../study/study-metrics.js';
import type { StudyCell, StudyResult } from '../../study/study-result.js';

/** A metric of one panel: a row for each place of the axis, a column for each series. */
export interface StudyTable {
  /** "throughput [GB/s], idle". */
  readonly title: string;
  /** The axis' label, then the series. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** "12.3 (12.1–12.6)"; without an interval where nothing was drawn, "-" where there was nothing to measure. */
function cellText({ mean, low, high }: StudyCell): string {
  if (!Number.isFinite(mean)) return '-';
  if (low === high) return threeDigits(mean);
  if (!Number.isFinite(low)) return `${threeDigits(mean)} (n = 1)`;
  return `${threeDigits(mean)} (${threeDigits(low)}–${threeDigits(high)})`;
}

/** Every table of a study, metric by metric and panel by panel. */
export function studyTables({ study, cells }: StudyResult): StudyTable[] {
  return study.metrics.flatMap((metric) =>
    study.panels.map(({ name }, panel) => {
      const { title, unit } = STUDY_METRICS.get(metric);
      return {
        title: `${title} [${unit}]${study.panels.length > 1 ? `, ${name}` : ''}`,
        head: [study.axis.label, ...study.series.map((one) => one.name)],
        rows: study.axis.values.map((_, x) => [
          axisText(study, x),
          ...study.series.map((_, series) => cellText(cells.at(metric, panel, series, x))),
        ]),
      };
    }),
  );
}
