const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Paint = (colour: keyof typeof CODES, text: string) => string;

/** Colours only where a person watches who has not asked for none (https://no-color.org). */
export function painter(terminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  const plain = !terminal || (env.NO_COLOR ?? '') !== '';
  return (colour, text) => (plain ? text : `\u001b[${CODES[colour]}m${text}\u001b[0m`);
}
