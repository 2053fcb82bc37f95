/*
 * The machines of the grid (grid.ts) and what load is heavy on each. Figures are written here, rounded, instead of being
 * computed from the platform, so that a refit of a platform changes no episode of a versioned scenario; a test holds
 * them to the platform files within 10 %.
 */

/** What the serial copy of today's kernel takes for one more folio of a long call [us]. */
export interface SerialTimes {
  /** A base page. */
  readonly page: number;
  /** 2 MiB. */
  readonly thp: number;
}

export interface GridMachine {
  readonly platform: string;
  readonly title: string;
  readonly cores: number;
  /** By how much a computing sibling stretches the kernel's own work: 2 ÷ (1 + gain) of sim/law/smt.ts; 1 with SMT off. */
  readonly besideSibling?: number;
  readonly basePageKiB: number;
  /** Of a PMD, where it is not 2 MiB; and what the serial copy takes for one from node 0 to node 1 [us]. */
  readonly pmd?: { readonly mib: number; readonly us: number };
  /** Reads of node 0's memory, and the first link from node 0 towards the next node [GB/s]. */
  readonly memoryGBps: number;
  readonly linkGBps: number;
  /** A call and its flush, without folios [us]. */
  readonly callUs: number;
  /** Within node 0, from node 0 to node 1, and from node 0 to the slow node (workload/tiers.ts). */
  readonly within: SerialTimes;
  readonly next: SerialTimes;
  readonly slow: SerialTimes;
}

const XEON: GridMachine = {
  platform: 'xeon-2s-ioat',
  title: '8-core Haswell sockets, I/OAT',
  cores: 8,
  basePageKiB: 4,
  memoryGBps: 45,
  linkGBps: 25,
  callUs: 59,
  within: { page: 5, thp: 370 },
  next: { page: 5.5, thp: 600 },
  slow: { page: 5.5, thp: 600 },
};

const SPR: GridMachine = {
  platform: 'spr-dsa',
  title: 'Sapphire Rapids with DSA and CXL memory',
  cores: 56,
  basePageKiB: 4,
  memoryGBps: 245,
  linkGBps: 120,
  callUs: 96,
  within: { page: 0.96, thp: 120 },
  next: { page: 1.1, thp: 190 },
  slow: { page: 1.2, thp: 260 },
};

const GRACE: GridMachine = {
  platform: 'grace-2s',
  title: 'two Grace, 64 KiB pages',
  cores: 72,
  basePageKiB: 64,
  pmd: { mib: 512, us: 41_000 },
  memoryGBps: 486,
  linkGBps: 450,
  callUs: 96,
  within: { page: 2.7, thp: 77 },
  next: { page: 5.5, thp: 170 },
  slow: { page: 5.5, thp: 170 },
};

const GH200: GridMachine = {
  platform: 'gh200',
  title: 'Grace and GPU memory, 64 KiB pages',
  cores: 72,
  basePageKiB: 64,
  pmd: { mib: 512, us: 100_000 },
  memoryGBps: 486,
  linkGBps: 375,
  callUs: 96,
  within: { page: 2.9, thp: 77 },
  next: { page: 13, thp: 400 },
  slow: { page: 13, thp: 400 },
};

const TURIN: GridMachine = {
  platform: 'turin-sdxi',
  title: 'Zen 5 with SDXI, assumed',
  cores: 64,
  basePageKiB: 4,
  memoryGBps: 460,
  linkGBps: 200,
  callUs: 96,
  within: { page: 0.93, thp: 102 },
  next: { page: 1.04, thp: 158 },
  slow: { page: 1.04, thp: 158 },
};

const PMEM: GridMachine = {
  platform: 'icx-2s-pmem',
  title: 'Ice Lake with PMem and CBDMA',
  cores: 32,
  basePageKiB: 4,
  memoryGBps: 150,
  linkGBps: 60,
  callUs: 96,
  within: { page: 0.97, thp: 126 },
  next: { page: 1.12, thp: 200 },
  slow: { page: 1.5, thp: 390 },
};

const POWER8: GridMachine = {
  platform: 'power8-2s',
  title: 'Power8, 64 KiB pages, no engine',
  cores: 10,
  basePageKiB: 64,
  pmd: { mib: 16, us: 2200 },
  memoryGBps: 120,
  linkGBps: 38,
  callUs: 40,
  within: { page: 7.8, thp: 160 },
  next: { page: 11.5, thp: 280 },
  slow: { page: 11.5, thp: 280 },
};

const GNR: GridMachine = {
  platform: 'gnr-dsa-cxl',
  title: 'Granite Rapids with DSA and CXL memory',
  cores: 86,
  basePageKiB: 4,
  memoryGBps: 328,
  linkGBps: 240,
  callUs: 96,
  within: { page: 0.99, thp: 133 },
  next: { page: 1.13, thp: 206 },
  slow: { page: 1.22, thp: 252 },
};

const KUNPENG: GridMachine = {
  platform: 'kunpeng920-2s',
  title: 'Kunpeng 920, dies of two sockets, no engine',
  cores: 24,
  basePageKiB: 4,
  memoryGBps: 75,
  linkGBps: 75,
  callUs: 96,
  within: { page: 1.35, thp: 322 },
  next: { page: 1.76, thp: 531 },
  slow: { page: 1.76, thp: 531 },
};

const ZEN3: GridMachine = {
  platform: 'zen3-ptdma',
  title: 'Zen 3 with PTDMA',
  cores: 32,
  besideSibling: 1.6,
  basePageKiB: 4,
  memoryGBps: 154,
  linkGBps: 108,
  callUs: 96,
  within: { page: 1.2, thp: 196 },
  next: { page: 1.2, thp: 196 },
  slow: { page: 1.2, thp: 196 },
};

export const MACHINES = { XEON, SPR, GRACE, GH200, TURIN, PMEM, POWER8, GNR, KUNPENG, ZEN3 } as const;
