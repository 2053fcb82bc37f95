import type { DmaDriver } from './driver.js';

export const copyEngine: DmaDriver = {
  name: 'copy-engine',
  summary: 'copy engine of a GPU: commands in a push buffer, completion by a semaphore or an interrupt',
  source:
    'NVIDIA open-gpu-doc, classes/dma-copy/clc8b5.h (Hopper): LINE_LENGTH_IN_VALUE 31:0, SEMAPHORE_TYPE and ' +
    'INTERRUPT_TYPE of LAUNCH_DMA; that a list has no limit, nothing must be aligned and a batch waits is assumed',
  submission: 'scatter-gather',
  chaining: 'hardware',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: Number.POSITIVE_INFINITY,
  descriptorsPerBatch: Number.POSITIVE_INFINITY,
  segmentBytes: 2 ** 32 - 1,
  alignment: 1,
  queueDepth: Number.POSITIVE_INFINITY,
};
