import type { Prices } from '../../policy/prices.js';

const cores = (thousandths: number): string => String(thousandths / 1000);

/** What a leaf thinks of its folios and of what they wait for: "folios touched 3000/s, …". */
export function priceWords({ touch, delay, wait, channel, stores }: Prices): string {
  const parts = [
    touch > 0 ? `a THP is touched ${touch}/s` : '',
    delay > 0 ? `one that waits costs ${cores(delay)} cores` : '',
    wait > 0 ? `a batch that waits ${cores(wait)} cores` : '',
    channel > 0 ? `a channel ${cores(channel)} cores` : '',
  ].filter(Boolean);
  const kind = stores === 'temporal' ? '' : ' (copy threads with non-temporal stores)';
  return `the cheapest by the machine's rates where ${parts.length > 0 ? parts.join(', ') : 'only CPUs cost'}${kind}`;
}
