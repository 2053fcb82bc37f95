import { Registry } from '../../core/registry.js';
import { ae4dma } from './ae4dma.js';
import { copyEngine } from './copy-engine.js';
import type { DmaDriver } from './driver.js';
import { idxd } from './idxd.js';
import { ioat } from './ioat.js';
import { ptdma } from './ptdma.js';
import { sdxi } from './sdxi.js';

/** Every DMA driver that a platform's device may name; a driver is one file and one line here. */
export const DMA_DRIVERS = new Registry<DmaDriver>('DMA driver', [ptdma, ae4dma, ioat, idxd, sdxi, copyEngine]);
