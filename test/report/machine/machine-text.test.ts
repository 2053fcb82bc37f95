import { expect, it } from 'vitest';
import { type MachineReport, machineText } from '../../../src/report/machine/machine-text.js';

const MACHINE: MachineReport = {
  foliotune: '0.1.0',
  commit: null,
  node: '20.19.0',
  platform: 'linux x64',
  cpus: { count: 2, model: 'EPYC' },
  backend: { name: 'wasm', version: '4.22' },
  compiler: 'gcc 12',
  compilers: { gcc: 'gcc 12', clang: null },
  sqlite: { library: 'better-sqlite3 12', works: true },
  database: { file: 'data/a.db', writable: true },
  problems: [],
  notes: [],
};

it('a machine with what is needed is a line a thing', () => {
  expect(machineText(MACHINE).split('\n')).toEqual([
    'foliotune 0.1.0',
    'node      20.19.0 on linux x64',
    'cpus      2 × EPYC',
    'backend   wasm 4.22',
    'gcc       gcc 12',
    'clang     not found',
    'sqlite    better-sqlite3 12',
    'database  data/a.db',
    '',
    'Nothing that is needed is missing.',
  ]);
});

it('what is missing is said, and what only some commands need', () => {
  const poor: MachineReport = {
    ...MACHINE,
    commit: 'abc',
    backend: null,
    sqlite: { ...MACHINE.sqlite, works: false },
    database: { file: '/a.db', writable: false },
    problems: ['nothing can be trained'],
    notes: ['no C compiler'],
  };
  const lines = machineText(poor).split('\n');
  expect(lines).toContain('foliotune 0.1.0, commit abc');
  expect(lines).toContain('backend   none');
  expect(lines).toContain('sqlite    better-sqlite3 12, does not work');
  expect(lines).toContain('database  /a.db, not writable');
  expect(lines.slice(-3)).toEqual(['Needed and missing:', '  nothing can be trained', 'Note: no C compiler']);
});
