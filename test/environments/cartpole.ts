import { type RandomStream, randomStream } from '../../src/core/random.js';
import { createCredits, type VectorEnvironment } from '../../src/env/vector-environment.js';

/**
 * Cart-pole (Barto, Sutton & Anderson 1983) with the constants of Gymnasium's CartPole-v1:
 *
 *     θ'' = (g·sin θ − cos θ·(F + m_p·l·θ'²·sin θ)/M) ÷ (l·(4/3 − m_p·cos²θ/M)),   M = m_c + m_p
 *     x'' = (F + m_p·l·(θ'²·sin θ − θ''·cos θ)) ÷ M
 *
 * stepped by explicit Euler every 0.02 s. Actions push left (0) or right (1) by 10 N. Reward 1 per step, also the last.
 * Terminates beyond |x| > 2.4 m or |θ| > 12°; truncates after 500 steps. Starts uniform within ±0.05 in x, x', θ, θ'.
 */
const GRAVITY = 9.8;
const CART_MASS = 1.0;
const POLE_MASS = 0.1;
const TOTAL_MASS = CART_MASS + POLE_MASS;
/** Half the pole's length [m]. */
const LENGTH = 0.5;
const FORCE = 10;
const TAU = 0.02;
const THETA_LIMIT = (12 * 2 * Math.PI) / 360;
const X_LIMIT = 2.4;
export const CARTPOLE_STEPS = 500;

export type CartPoleState = readonly [x: number, xVelocity: number, theta: number, thetaVelocity: number];

export function advanceCartPole([x, xVelocity, theta, thetaVelocity]: CartPoleState, action: number): CartPoleState {
  const force = action === 1 ? FORCE : -FORCE;
  const [cosine, sine] = [Math.cos(theta), Math.sin(theta)];
  const push = (force + POLE_MASS * LENGTH * thetaVelocity ** 2 * sine) / TOTAL_MASS;
  const thetaAcceleration =
    (GRAVITY * sine - cosine * push) / (LENGTH * (4 / 3 - (POLE_MASS * cosine ** 2) / TOTAL_MASS));
  const xAcceleration = push - (POLE_MASS * LENGTH * thetaAcceleration * cosine) / TOTAL_MASS;
  return [
    x + TAU * xVelocity,
    xVelocity + TAU * xAcceleration,
    theta + TAU * thetaVelocity,
    thetaVelocity + TAU * thetaAcceleration,
  ];
}

export function hasFallen([x, , theta]: CartPoleState): boolean {
  return Math.abs(x) > X_LIMIT || Math.abs(theta) > THETA_LIMIT;
}

function startState(random: RandomStream): CartPoleState {
  const near = (): number => random.uniform() * 0.1 - 0.05;
  return [near(), near(), near(), near()];
}

export function createCartPole(lanes: number): VectorEnvironment {
  const observations = new Float32Array(lanes * 4);
  const finalObservations = new Float32Array(lanes * 4);
  const [terminated, truncated] = [new Uint8Array(lanes), new Uint8Array(lanes)];
  const credits = createCredits(lanes);
  let random: RandomStream[] = [];
  let states: CartPoleState[] = [];
  const ages = new Int32Array(lanes);
  let decision = 0;

  function begin(lane: number): void {
    const stream = random[lane];
    if (!stream) throw new Error('reset comes first');
    const state = startState(stream);
    states[lane] = state;
    ages[lane] = 0;
    observations.set(state, lane * 4);
  }

  function advanceLane(lane: number, action: number): void {
    const state = advanceCartPole(states[lane] as CartPoleState, action);
    states[lane] = state;
    ages[lane] = (ages[lane] ?? 0) + 1;
    terminated[lane] = hasFallen(state) ? 1 : 0;
    truncated[lane] = !terminated[lane] && ages[lane] === CARTPOLE_STEPS ? 1 : 0;
    observations.set(state, lane * 4);
    credits.lane[lane] = lane;
    credits.step[lane] = decision;
    credits.reward[lane] = 1;
    if (!terminated[lane] && !truncated[lane]) return;
    finalObservations.set(state, lane * 4);
    begin(lane);
  }

  return {
    lanes,
    observationSize: 4,
    actionCount: 2,
    observations,
    masks: new Uint8Array(lanes * 2).fill(1),
    reset(seed) {
      random = Array.from({ length: lanes }, (_, lane) => randomStream(seed, `cart-pole ${lane}`));
      states = [];
      decision = 0;
      for (let lane = 0; lane < lanes; lane++) begin(lane);
    },
    step(actions) {
      for (let lane = 0; lane < lanes; lane++) advanceLane(lane, actions[lane] ?? 0);
      decision++;
      credits.count = lanes;
      return { credits, terminated, truncated, finalObservations };
    },
  };
}
