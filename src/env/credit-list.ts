import { type Credits, createCredits } from './vector-environment.js';

/** Credits of one step, with room that grows. */
export interface CreditList {
  credits: Credits;
}

export function createCreditList(): CreditList {
  return { credits: createCredits(64) };
}

/** Adds a credit; `list.credits` is another object where there was no room. */
export function takeCredit(list: CreditList, lane: number, step: number, reward: number): void {
  if (list.credits.count === list.credits.lane.length) list.credits = grown(list.credits);
  const { credits } = list;
  credits.lane[credits.count] = lane;
  credits.step[credits.count] = step;
  credits.reward[credits.count++] = reward;
}

function grown(credits: Credits): Credits {
  const larger = createCredits(credits.lane.length * 2);
  larger.lane.set(credits.lane);
  larger.step.set(credits.step);
  larger.reward.set(credits.reward);
  larger.count = credits.count;
  return larger;
}
