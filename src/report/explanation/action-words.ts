import { counted } from '../../core/number-text.js';
import type { Action } from '../../policy/action-table.js';

/** An action for a reader: "DMA on 8 channels", "4 threads on target CPUs, …". */
export function actionWords({ migrator, workers, channels, side, stores, placement, dmaShare }: Action): string {
  switch (migrator) {
    case 'kernel':
      return 'decline (the caller copies folio by folio)';
    case 'mtcopy': {
      const cores = `${counted(workers, 'thread')} on ${side === 'push' ? 'source' : 'target'} CPUs`;
      const kind = stores === 'temporal' ? 'ordinary stores' : 'non-temporal stores';
      return `${cores}, ${kind}${workers === 1 ? '' : `, ${placement === 'spread' ? 'spread over core complexes' : 'one core complex first'}`}`;
    }
    case 'dcbm':
      return `DMA on ${counted(channels, 'channel')}`;
    case 'hybrid':
      return `${dmaShare * 100} % by DMA on ${counted(channels, 'channel')}, the rest by ${counted(workers, 'thread')}`;
    default:
      return migrator satisfies never;
  }
}
