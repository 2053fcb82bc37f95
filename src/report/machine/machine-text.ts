/** What a machine has of what foliotune needs. */
export interface MachineReport {
  readonly foliotune: string;
  readonly commit: string | null;
  readonly node: string;
  readonly platform: string;
  readonly cpus: { readonly count: number; readonly model: string };
  readonly backend: { readonly name: string; readonly version: string } | null;
  /** The compiler that `verify` takes first. */
  readonly compiler: string | null;
  readonly compilers: Readonly<Record<'gcc' | 'clang', string | null>>;
  readonly sqlite: { readonly library: string; readonly works: boolean };
  readonly database: { readonly file: string; readonly writable: boolean };
  /** What is missing and needed. */
  readonly problems: readonly string[];
  /** What is missing and needed by some commands only. */
  readonly notes: readonly string[];
}

/** A line a thing, and what is missing. */
export function machineText(report: MachineReport): string {
  const { backend, sqlite, database, compilers } = report;
  const lines: readonly (readonly [string, string])[] = [
    ['foliotune', `${report.foliotune}${report.commit === null ? '' : `, commit ${report.commit}`}`],
    ['node', `${report.node} on ${report.platform}`],
    ['cpus', `${report.cpus.count} × ${report.cpus.model}`],
    ['backend', backend === null ? 'none' : `${backend.name} ${backend.version}`],
    ['gcc', compilers.gcc ?? 'not found'],
    ['clang', compilers.clang ?? 'not found'],
    ['sqlite', `${sqlite.library}${sqlite.works ? '' : ', does not work'}`],
    ['database', `${database.file}${database.writable ? '' : ', not writable'}`],
  ];
  const verdict = report.problems.length === 0 ? 'Nothing that is needed is missing.' : 'Needed and missing:';
  const remarks = [...report.problems.map((text) => `  ${text}`), ...report.notes.map((text) => `Note: ${text}`)];
  return [...lines.map(([name, value]) => `${name.padEnd(10)}${value}`), '', verdict, ...remarks].join('\n');
}
