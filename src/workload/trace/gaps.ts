/** What decides how much of a replay the trace itself can give. */
export interface Coverage {
  readonly requests: number;
  readonly withTarget: number;
  readonly withDuration: number;
  readonly lostEvents: number;
  readonly overwrittenEvents: number;
  readonly skippedLines: number;
}

/** Something that a trace does not say, and what the `replay` workload puts in its place. */
export interface Gap {
  readonly missing: string;
  readonly filledWith: string;
}

type Row = readonly [holds: boolean, missing: string, filledWith: string];

const STAYS_OUT = 'nothing: what is not in the trace is not replayed';

function rows(coverage: Coverage): readonly Row[] {
  const { requests, withTarget, withDuration, lostEvents, overwrittenEvents, skippedLines } = coverage;
  return [
    [
      true,
      `source nodes: of all ${requests} requests; the events carry none`,
      'demotion leaves node 0 for node 1, every other reason the other way',
    ],
    [
      withTarget < requests,
      `target nodes: of ${requests - withTarget} of ${requests} requests; only a kprobe on migrate_pages shows them, ` +
        'and only for move_pages and migrate_pages',
      'as for source nodes, also where the trace shows a node: its machine had other nodes',
    ],
    [
      true,
      'touch rates: the events do not show who touches the pages, nor how often',
      "the scenario's `hot` for numa_misplaced and damon, its `cold` for the rest",
    ],
    [
      true,
      'owners: the events show the task that migrates, not whose pages they are',
      'the migrating task; its mm runs on 1 to 16 CPUs, drawn anew for each request',
    ],
    [
      true,
      'folio sizes between 4 KiB and 2 MiB: pages outside a THP are taken as base pages',
      "the platform's base pages",
    ],
    [
      withDuration < requests,
      `durations: of ${requests - withDuration} of ${requests} requests, whose beginning was not recorded`,
      'the event itself, which marks the end, is taken as the arrival',
    ],
    [lostEvents > 0, `lost events: the ring buffer dropped at least ${lostEvents}`, STAYS_OUT],
    [
      overwrittenEvents > 0,
      `overwritten events: ${overwrittenEvents} older ones were gone when the trace was read`,
      STAYS_OUT,
    ],
    [skippedLines > 0, `skipped lines: ${skippedLines} could not be used`, STAYS_OUT],
  ];
}

/** What the trace does not say, one thing an entry, with what a replay takes instead. */
export function gapsOf(coverage: Coverage): Gap[] {
  if (coverage.requests === 0) {
    const missing = 'requests: the trace holds no mm_migrate_pages event that can be used';
    return [{ missing, filledWith: STAYS_OUT }];
  }
  return rows(coverage)
    .filter(([holds]) => holds)
    .map(([, missing, filledWith]) => ({ missing, filledWith }));
}
