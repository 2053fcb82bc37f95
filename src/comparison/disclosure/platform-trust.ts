import { loadPlatform } from '../../platform/load.js';
import { quantitiesOf } from '../../platform/quantities.js';

/** How much of a platform is measured, and how much is not. */
export interface PlatformTrust {
  readonly platform: string;
  readonly quantities: number;
  /** Numbers by their origin: measured, specified, fitted, assumed. */
  readonly byKind: Readonly<Record<string, number>>;
}

/** @param name of a shipped platform, or its file. */
export function platformTrust(name: string): PlatformTrust {
  const quantities = quantitiesOf(loadPlatform(name));
  const byKind: Record<string, number> = {};
  for (const { quantity } of quantities) byKind[quantity.kind] = (byKind[quantity.kind] ?? 0) + 1;
  return { platform: name, quantities: quantities.length, byKind };
}
