import { join, resolve } from 'node:path';
import { writeText } from '../../core/text-file.js';
import type { StudyResult } from '../../study/study-result.js';
import { defineCommand } from '../command.js';
import { integerOption } from '../options/number-option.js';
import { textWidth } from '../output.js';
import { countedProgress } from '../watched/live-progress.js';

interface Options {
  readonly out?: string;
  readonly seeds?: string;
}

export const command = defineCommand<Options>({
  description: `Runs the studies of experiments/studies, or a study file: prints tables with 95 % intervals and holds the
results to the study's expectations. With --out it writes NAME.svg and NAME.md, and README.md where all are run.`,
  examples: [
    { line: 'study dma-or-cpu', does: 'DMA or CPU by folio size, idle and loaded' },
    { line: 'study --out experiments/studies', does: 'all of them, with their figures and pages' },
    { line: 'study placement --seeds 3 --json', does: 'quickly, for a program' },
  ],
  declare: (command) =>
    void command
      .argument('[names...]', 'names of experiments/studies, or study files; all of them where none is given')
      .option('--out <dir>', 'write figures and pages there')
      .option('--seeds <number>', 'simulations of each point (default: as each study says)'),
  run: async ({ context, args, options }) => {
    const { readStudy, shippedStudies } = await import('../../study/study-file.js');
    const { runStudy } = await import('../../study/run-study.js');
    const { studyFigure } = await import('../../report/study/figure.js');
    const { studyPage } = await import('../../report/study/study-page.js');
    const { studyIndex } = await import('../../report/study/study-index.js');
    const { studyJson } = await import('../../report/study/study-json.js');
    const { studyText, verdictText } = await import('../../report/study/study-text.js');
    const named = args.flatMap((name) => name ?? []);
    const isAll = named.length === 0;
    const studies = isAll ? shippedStudies() : named.map((name) => readStudy(name, context.cwd));
    const seeds = options.seeds === undefined ? undefined : integerOption('--seeds', options.seeds, 1);
    const results: StudyResult[] = [];
    for (const study of studies) {
      const progress = countedProgress(context, study.name);
      const result = await runStudy(study, progress.hooks, seeds);
      progress.done(`${study.name}: ${verdictText(result.outcomes)}`);
      results.push(result);
    }
    if (options.out !== undefined) {
      const folder = resolve(context.cwd, options.out);
      for (const result of results) {
        writeText(join(folder, `${result.study.name}.svg`), studyFigure(result));
        writeText(join(folder, `${result.study.name}.md`), studyPage(result));
      }
      if (isAll) writeText(join(folder, 'README.md'), studyIndex(results));
    }
    const met = results.every(({ outcomes }) => outcomes.every((outcome) => outcome.met));
    return {
      json: { met, studies: results.map(studyJson) },
      text: results.map((result) => studyText(result, textWidth(context))).join('\n\n\n'),
      exitCode: met ? 0 : 1,
    };
  },
});
