import { FoliotuneError } from '../../core/errors.js';

/** An option that is an integer from `least` on. @throws FoliotuneError `usage` naming option, rule and value. */
export function integerOption(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new FoliotuneError('usage', `must be an integer from ${least} on, got "${text}"`, { path: name });
}
