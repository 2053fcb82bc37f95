import type { StudyResult } from '../../study/study-result.js';

/** A study for a program: means and intervals by metric, panel and series along the axis. */
export function studyJson({ study, seeds, cells, outcomes }: StudyResult): object {
  const curves = study.metrics.flatMap((metric) =>
    study.panels.flatMap((panel, p) =>
      study.series.map((series, s) => ({
        metric,
        panel: panel.name,
        series: series.name,
        points: study.axis.values.map((x, k) => {
          const { mean, low, high } = cells.at(metric, p, s, k);
          return { x, mean, low, high };
        }),
      })),
    ),
  );
  return { name: study.name, title: study.title, seeds: seeds.length, expectations: outcomes, curves };
}
