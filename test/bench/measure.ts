import { type Case, Unavailable } from './case.js';
import { CASES } from './cases/index.js';
import { openCheckout } from './checkout.js';
import type { Measured, Order, Sample } from './sample.js';

/*
 * The process of one sample: takes an order as its argument, opens the case, warms up, runs the fixed work and prints the
 * sample as the last line.
 */

async function repeat({ warmUps, repeats, open }: Case, order: Order): Promise<Measured> {
  const work = await open(openCheckout(order.root, order.bench, order.scratch));
  for (let k = 0; k < warmUps; k++) await work();
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  let [units, elsewhere] = [0, 0];
  for (let k = 0; k < repeats; k++) {
    const done = await work();
    units += done.units;
    elsewhere += done.cpuSeconds ?? 0;
  }
  const wallSeconds = (performance.now() - began) / 1e3;
  const { user, system } = process.cpuUsage(cpu);
  // Where other processes do the work, this one only waits for them.
  return { units, cpuSeconds: elsewhere > 0 ? elsewhere : (user + system) / 1e6, wallSeconds };
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const wanted = CASES.find(({ name }) => name === order.name);
let sample: Sample;
try {
  if (!wanted) throw new Unavailable(`no case ${order.name}`);
  sample = await repeat(wanted, order);
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  sample = { skipped: error.message };
}
process.stdout.write(`\n${JSON.stringify(sample)}\n`, () => process.exit(0));
