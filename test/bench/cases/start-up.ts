import type { Case, Done } from '../case.js';
import type { Checkout } from '../checkout.js';
import { emptyFolder, runNode, runProgram } from './program.js';

const SIMULATE =
  'simulate --platform zen3-ptdma --migrator dcbm --channels 8 --folio-size 2MiB --folios 512 --json'.split(' ');

function starting(short: string, what: string, run: (checkout: Checkout, cwd: string) => Promise<Done>): Case {
  return {
    name: `start-${short}`,
    what,
    unit: 'starts',
    clock: 'cpu',
    shown: 'time',
    warmUps: 1,
    repeats: 4,
    open: async (checkout) => {
      const cwd = emptyFolder(checkout);
      return () => run(checkout, cwd);
    },
  };
}

export const START_UP: readonly Case[] = [
  starting('node', 'bare Node, for comparison', (checkout, cwd) => runNode(checkout, ['-e', '0'], cwd)),
  starting('help', 'foliotune --help', (checkout, cwd) => runProgram(checkout, ['--help'], cwd)),
  starting('simulate', `foliotune ${SIMULATE.join(' ')}`, (checkout, cwd) => runProgram(checkout, SIMULATE, cwd)),
];
