import type { CliCommand } from '../command.js';

/**
 * Every command, in the order of the help text. A command's file is loaded when a line names it: what the others import
 * costs such a line nothing, and the list of commands costs no more than this table.
 */
export const COMMANDS: readonly CliCommand[] = [
  {
    name: 'quickstart',
    summary: 'everything once: judge the simulator, train, compare, export, verify',
    load: async () => (await import('./quickstart.js')).command,
  },
  {
    name: 'simulate',
    summary: 'time one migration request on an idle machine',
    load: async () => (await import('./simulate.js')).command,
  },
  {
    name: 'calibrate',
    summary: 'fit a platform to measured tables, or judge how well it reproduces them',
    load: async () => (await import('./calibrate.js')).command,
  },
  {
    name: 'fidelity',
    summary: 'hold the shipped platforms to the published tables; exit code 1 when a target is missed',
    load: async () => (await import('./fidelity.js')).command,
  },
  {
    name: 'study',
    summary: 'answer one question with a figure and a page; exit code 1 when an expectation fails',
    load: async () => (await import('./study.js')).command,
  },
  {
    name: 'train',
    summary: 'train the learners of an experiment and save their policies',
    load: async () => (await import('./train.js')).command,
  },
  {
    name: 'tune',
    summary: 'search the parameters of one rule or all, the hyper-parameters of a learner, or how batches are cut',
    load: async () => (await import('./tune.js')).command,
  },
  {
    name: 'evaluate',
    summary: 'judge one saved policy on scenarios, in integers and in floating point',
    load: async () => (await import('./evaluate.js')).command,
  },
  {
    name: 'compare',
    summary: 'compare learned policies with tuned rules, fixed migrators and references',
    load: async () => (await import('./compare.js')).command,
  },
  {
    name: 'ablate',
    summary: 'say which features a policy lives on: by shuffling each, and by training without it',
    load: async () => (await import('./ablate.js')).command,
  },
  {
    name: 'sensitivity',
    summary: 'say which assumed numbers the verdict hangs on',
    load: async () => (await import('./sensitivity.js')).command,
  },
  {
    name: 'distill',
    summary: 'make a small decision tree of a trained policy, and show what each size costs in score',
    load: async () => (await import('./distill.js')).command,
  },
  {
    name: 'explain',
    summary: 'say in words, or on a map, what a policy does',
    load: async () => (await import('./explain.js')).command,
  },
  {
    name: 'export',
    summary: 'write a saved policy as code for an engine',
    load: async () => (await import('./export.js')).command,
  },
  {
    name: 'verify',
    summary: 'prove that exported code decides as the policy it came from',
    load: async () => (await import('./verify.js')).command,
  },
  {
    name: 'upgrade',
    summary: 'bring policy files of an earlier version to the feature hash of this one',
    load: async () => (await import('./upgrade.js')).command,
  },
  {
    name: 'trace',
    summary: 'summarise a kernel trace of page migrations',
    load: async () => (await import('./trace.js')).command,
  },
  {
    name: 'list',
    summary: 'list what is registered, saved or stored',
    load: async () => (await import('./list.js')).command,
  },
  {
    name: 'doctor',
    summary: 'show what this machine has: Node, learning backend, compilers, database',
    load: async () => (await import('./doctor.js')).command,
  },
];
