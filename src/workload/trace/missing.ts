/** What decides how much of a replay the trace itself can give. */
export interface Coverage {
  readonly requests: number;
  readonly withTarget: number;
  readonly withDuration: number;
  readonly lostEvents: number;
  readonly overwrittenEvents: number;
  readonly skippedLines: number;
}

/** What the trace does not say and a replay must bring from elsewhere, one thing a line. */
export function missingFrom(coverage: Coverage): string[] {
  const { requests, withTarget, withDuration, lostEvents, overwrittenEvents, skippedLines } = coverage;
  if (requests === 0) return ['requests: the trace holds no mm_migrate_pages event that can be used'];
  const said: [boolean, string][] = [
    [true, `source nodes: of all ${requests} requests; the events carry none`],
    [
      withTarget < requests,
      `target nodes: of ${requests - withTarget} of ${requests} requests; only a kprobe on migrate_pages shows them, ` +
        'and only for move_pages and migrate_pages',
    ],
    [true, 'touch rates: the events do not show who touches the pages, nor how often'],
    [true, 'owners: the events show the task that migrates, not whose pages they are'],
    [true, 'folio sizes between 4 KiB and 2 MiB: pages outside a THP are taken as base pages'],
    [
      withDuration < requests,
      `durations: of ${requests - withDuration} of ${requests} requests, whose beginning was not recorded`,
    ],
    [lostEvents > 0, `lost events: the ring buffer dropped at least ${lostEvents}`],
    [overwrittenEvents > 0, `overwritten events: ${overwrittenEvents} older ones were gone when the trace was read`],
    [skippedLines > 0, `skipped lines: ${skippedLines} could not be used`],
  ];
  return said.filter(([holds]) => holds).map(([, words]) => words);
}
