/** What is left of `amount` after `dt` at `rate`: nothing where it would be gone within the clock's resolution. */
export function remaining(amount: number, rate: number, dt: number, resolution: number): number {
  const rest = amount - rate * dt;
  return rest > rate * resolution ? rest : 0;
}
