import { commitDigests, committedDigests, computeDigests, differences, type Form } from './digests.js';

/*
 * `npm run digest` computes the short digests and says which scenarios differ from the committed ones; `-- --long` the
 * long ones; `-- --renew` writes both.
 */

async function check(form: Form): Promise<boolean> {
  const { digests, decisions } = await computeDigests(form);
  const differing = differences(committedDigests()[form], digests);
  const scenarios = Object.keys(digests).length;
  process.stdout.write(`${form}: ${scenarios} digests over ${decisions} decisions, ${differing.length} differ\n`);
  for (const key of differing) process.stdout.write(`  ${key}\n`);
  return differing.length === 0;
}

async function renew(form: Form): Promise<void> {
  const { digests, decisions } = await computeDigests(form);
  const differing = differences(committedDigests()[form], digests);
  commitDigests(form, digests);
  process.stdout.write(
    `${form}: ${decisions} decisions, ${differing.length} of ${Object.keys(digests).length} renewed\n`,
  );
}

const asked = process.argv.slice(2);
if (asked.includes('--renew')) {
  await renew('short');
  await renew('long');
} else {
  process.exitCode = (await check(asked.includes('--long') ? 'long' : 'short')) ? 0 : 1;
}
