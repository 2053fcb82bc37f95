import type { Case } from '../case.js';

const FOLIO_BYTES = [4096, 65_536, 2 ** 21];
const FOLIOS = [1, 8, 64, 512];

const CLOSED_FORM: Case = {
  name: 'closed-form',
  what: 'the closed form on zen3-ptdma: 3 sizes of folios x 4 numbers of them x every action that fits',
  unit: 'requests',
  clock: 'cpu',
  shown: 'rate',
  warmUps: 5,
  repeats: 30,
  open: async (checkout) => {
    const { loadPlatform } = await checkout.load('platforms');
    const { closedForm } = await checkout.load('closed-form');
    const { ACTIONS } = await checkout.load('actions');
    const platform = loadPlatform('zen3-ptdma');
    const requests = FOLIO_BYTES.flatMap((folioBytes) =>
      FOLIOS.flatMap((folios) =>
        ACTIONS.filter(({ channels }) => channels <= folios).map((plan) => ({ folioBytes, folios, plan })),
      ),
    );
    return () => {
      for (const { folioBytes, folios, plan } of requests)
        closedForm(platform, { folioBytes, folios, source: 0, target: 1, mmCpus: 16 }, plan);
      return { units: requests.length };
    };
  },
};

const FIT: Case = {
  name: 'fit',
  what: 'zen3-ptdma fitted to its published tables (garg-v3)',
  unit: 'fits',
  clock: 'cpu',
  shown: 'time',
  warmUps: 0,
  repeats: 1,
  open: async (checkout) => {
    const { loadPlatform } = await checkout.load('platforms');
    const { PUBLISHED_TABLES, cellsOf } = await checkout.load('tables');
    const { fitPlatform } = await checkout.load('fit');
    const cells = cellsOf(PUBLISHED_TABLES.get('garg-v3'));
    const platform = loadPlatform('zen3-ptdma');
    return () => {
      fitPlatform(platform, cells, 1);
      return { units: 1 };
    };
  },
};

export const LAWS: readonly Case[] = [CLOSED_FORM, FIT];
