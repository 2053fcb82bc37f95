import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { readBatchSizer } from '../heuristics/batch-sizers/registry.js';
import { HEURISTICS } from '../heuristics/registry.js';
import { ATTRIBUTIONS, REASONS } from '../migration/vocabulary.js';

/*
 * What a study may set of whole episodes: the traffic and who decides. `scenario` is a registered one, varied or not; platform and
 * parameters given beside it replace its own, which makes the study's scenario one of its own. `policy` is one migrator
 * for everything, or one a reason:
 *
 *   kernel       mainline: no provider registered, its batches, the caller copies
 *   decline      the caller copies the offload series' batches
 *   mtcopy-N     as many workers as a batch allows, N at most (pull, temporal stores, spread)
 *   dcbm-N       as many channels as a batch allows, N at most
 *
 * or a hand-written rule by its name, with the parameters its author would ship. `batch` decides what they unmap at once;
 * the kernel keeps its own cap.
 */
const MIGRATOR = /^(?:decline|mtcopy-(?:[1-9]\d*)|dcbm-(?:[1-9]\d*))$/;
const migrator = z.string().regex(MIGRATOR, 'must be decline, mtcopy-N or dcbm-N');

export const episodePolicy = z.union([
  z.literal('kernel'),
  migrator,
  z.enum(HEURISTICS.names as [string, ...string[]]),
  z.strictObject({
    ...(Object.fromEntries(REASONS.map((reason) => [reason, migrator.optional()])) as Record<
      (typeof REASONS)[number],
      z.ZodOptional<typeof migrator>
    >),
    otherwise: migrator,
  }),
]);
export type EpisodePolicy = z.output<typeof episodePolicy>;

export const episodeSettings = z.strictObject({
  scenario: z.string(),
  platform: z.string().optional(),
  /** Members replace those of the scenario's parameters. */
  parameters: z.record(z.string(), z.json()).default({}),
  /** Bytes a ns that a flood of move_pages offers: sets `floodGapMs` to the size of its calls over this. */
  floodGBps: z.number().positive().optional(),
  /** Who pays for copies, where the scenario has CPU accounts; as the scenario says where absent. */
  attribution: z.enum(ATTRIBUTIONS).optional(),
  policy: episodePolicy.default('kernel'),
  /** Cap of a batch, bare numbers counting folios, or a batch sizer's name; the offload series' cap where absent. */
  batch: z
    .union([z.string(), z.number()])
    .transform((given, context) => {
      try {
        return readBatchSizer(String(given), 'batch').name;
      } catch (error) {
        if (!(error instanceof FoliotuneError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
        return z.NEVER;
      }
    })
    .optional(),
});

export type EpisodeSettings = z.output<typeof episodeSettings>;
