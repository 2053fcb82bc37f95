import { STORES } from '../../migration/vocabulary.js';
import { COPY_TIME_CONSTANTS, LONGEST_NS } from '../../policy/copy-time.js';
import { BUSY_PRICE, IDLE_PRICE, PRICE_BOUNDS, type Prices, weighedAt } from '../../policy/prices.js';
import { wrapList } from './text.js';
import { actionConstant } from './vocabulary.js';

/*
 * The C of `policy/copy-time.ts` and `policy/prices.ts`, term by term: the same integers, the same order of floors. Every
 * intermediate value is below 2^53, so that u64 holds what a double held.
 */
function pricesRow({ touch, delay, wait, channel, stores }: Prices): string {
  return `\t{ ${touch}, ${delay}, ${wait}, ${channel}, ${STORES.indexOf(stores)} },`;
}

function weighedTables(): string {
  return STORES.map((stores) => {
    const actions = weighedAt({ touch: 0, delay: 0, wait: 0, channel: 0, stores }).map(actionConstant);
    return `\t{\n${wrapList(actions, 2)}\n\t},`;
  }).join('\n');
}

const weighed = (): number => weighedAt({ touch: 0, delay: 0, wait: 0, channel: 0, stores: 'temporal' }).length;

const constants = (): string => {
  const { workerNs, wakeNs, channelNs } = COPY_TIME_CONSTANTS;
  return `#define FOLIOTUNE_LONGEST_NS ${LONGEST_NS}ULL
#define FOLIOTUNE_WORKER_NS ${workerNs}
#define FOLIOTUNE_WAKE_NS ${wakeNs}
#define FOLIOTUNE_CHANNEL_NS ${channelNs}
#define FOLIOTUNE_BUSY_PRICE ${BUSY_PRICE}
#define FOLIOTUNE_IDLE_PRICE ${IDLE_PRICE}`;
};

const COPY_TIME = `static inline u64 foliotune_min(u64 a, u64 b)
{
	return a < b ? a : b;
}

/* [ns] for @kib at @mbps */
static inline u64 foliotune_ns_at(u64 kib, u64 mbps)
{
	return mbps ? foliotune_min(FOLIOTUNE_LONGEST_NS, kib * 1024000 / mbps) : FOLIOTUNE_LONGEST_NS;
}

/* The same where each thread gets its share of a node with @load % of its CPUs wanted. */
static inline u64 foliotune_ns_on_node(u64 kib, u64 mbps, u64 load)
{
	return foliotune_ns_at(kib, mbps) * (load > 100 ? load : 100) / 100;
}

/* Whether an action's CPUs are the target's. */
static inline int foliotune_pulls(const struct foliotune_action *a, const s32 *raw)
{
	if (a->migrator == FOLIOTUNE_MIGRATOR_KERNEL)
		return raw[FOLIOTUNE_F_DST_CPUS] > 0;
	return a->side == FOLIOTUNE_SIDE_PULL;
}

static inline u64 foliotune_idle_for(const struct foliotune_action *a, const s32 *raw)
{
	return raw[foliotune_pulls(a, raw) ? FOLIOTUNE_F_DST_IDLE_CPUS :
					     FOLIOTUNE_F_SRC_IDLE_CPUS];
}

/* What is free of an action's channels, all of them where it has to wait. */
static inline u64 foliotune_granted(const struct foliotune_action *a, const s32 *raw)
{
	u64 free = raw[FOLIOTUNE_F_DMA_FREE];

	return free ? foliotune_min(a->channels, free) : a->channels;
}

static inline u64 foliotune_caller_ns(u64 kib, const s32 *raw)
{
	return foliotune_ns_on_node(kib, raw[FOLIOTUNE_F_WORKER_MBPS],
				    raw[raw[FOLIOTUNE_F_DST_CPUS] > 0 ? FOLIOTUNE_F_DST_LOAD :
									FOLIOTUNE_F_SRC_LOAD]);
}

static inline u64 foliotune_cpu_ns(const struct foliotune_action *a, u64 kib, const s32 *raw)
{
	u64 idle = foliotune_idle_for(a, raw), workers = a->workers;
	u64 missing = workers > idle ? workers - idle : 0;
	u64 rate = foliotune_min(workers * raw[FOLIOTUNE_F_WORKER_MBPS],
				 raw[FOLIOTUNE_F_WORKERS_MBPS]);

	if (a->migrator == FOLIOTUNE_MIGRATOR_KERNEL)
		return foliotune_caller_ns(kib, raw);
	return FOLIOTUNE_WORKER_NS * workers + FOLIOTUNE_WAKE_NS * missing / workers +
	       foliotune_ns_on_node(kib, rate, raw[foliotune_pulls(a, raw) ?
						   FOLIOTUNE_F_DST_LOAD : FOLIOTUNE_F_SRC_LOAD]);
}

static inline u64 foliotune_dma_ns(const struct foliotune_action *a, u64 kib, const s32 *raw)
{
	u64 free = raw[FOLIOTUNE_F_DMA_FREE], all = raw[FOLIOTUNE_F_DMA_CHANNELS];
	u64 most = raw[FOLIOTUNE_F_CHANNELS_MBPS];
	u64 granted = foliotune_granted(a, raw);
	u64 held = free && all > free ? all - free : 0;
	u64 rate = granted == 1 ? (u64)raw[FOLIOTUNE_F_CHANNEL_MBPS] :
		foliotune_min(raw[FOLIOTUNE_F_TWO_CHANNELS_MBPS] * granted / 2, most);
	u64 wait = free ? 0 : foliotune_ns_at(raw[FOLIOTUNE_F_DMA_OUTSTANDING_KIB], most);

	rate = foliotune_min(rate, most * granted / (held + granted));
	return (u64)raw[FOLIOTUNE_F_DMA_SETUP_US] * 1000 + FOLIOTUNE_CHANNEL_NS * granted +
	       wait + foliotune_ns_at(kib, rate);
}

/* Expected time of the batch's copy [ns]. */
static inline u64 foliotune_copy_ns(const struct foliotune_action *a, const s32 *raw)
{
	u64 kib = raw[FOLIOTUNE_F_BATCH_KIB], dma_kib = kib * a->dma_percent / 100;
	u64 cpu = 0, dma = 0;

	if (a->dma_percent && !raw[FOLIOTUNE_F_DMA_FREE] && !raw[FOLIOTUNE_F_DMA_WAITS]) {
		cpu = foliotune_caller_ns(kib, raw);
	} else {
		if (a->dma_percent < 100)
			cpu = foliotune_cpu_ns(a, kib - dma_kib, raw);
		if (a->dma_percent)
			dma = foliotune_dma_ns(a, dma_kib, raw);
	}
	return foliotune_min(FOLIOTUNE_LONGEST_NS, cpu > dma ? cpu : dma);
}
`;

const cheapest = (): string => `/* What the batch is, whatever copies it: its folios, a folio's 64ths of a THP. */
struct foliotune_batch {
	u64 folios;
	u64 share;
	u64 to_come;
	u64 cpus;
};

static inline void foliotune_batch_of(const s32 *raw, struct foliotune_batch *b)
{
	u64 kib = raw[FOLIOTUNE_F_BATCH_KIB], folios = raw[FOLIOTUNE_F_NR_FOLIOS];
	u64 cpus = raw[FOLIOTUNE_F_MM_CPUS];

	folios = folios ? folios : 1;
	b->folios = foliotune_min(${PRICE_BOUNDS.folios}, folios);
	b->share = kib / (folios * 32);
	b->share = foliotune_min(${PRICE_BOUNDS.share}, b->share ? b->share : 1);
	b->to_come = raw[FOLIOTUNE_F_REMAINING_KIB] * b->folios / (kib ? kib : 1);
	b->to_come = foliotune_min(${PRICE_BOUNDS.toCome}, b->to_come);
	b->cpus = foliotune_min(${PRICE_BOUNDS.cpus}, cpus ? cpus : 1);
}

/* S * W / (S + W) without their product. */
static inline u64 foliotune_saturated(u64 a, u64 b)
{
	u64 small = a <= b ? a : b, large = a <= b ? b : a;
	u64 ratio = large / (small / 1024 ? small / 1024 : 1);

	return small - 1024 * (small / (1024 + foliotune_min(${PRICE_BOUNDS.ratio}, ratio)));
}

/* Threads' time lost on folios that are unmapped for @ns. */
static inline u64 foliotune_stall_ns(u64 touch, u64 ns, int serial,
				     const struct foliotune_batch *b)
{
	u64 blackout = serial ? ns / 2 : ns;
	u64 hazard = foliotune_min(${PRICE_BOUNDS.hazard}, touch * b->share / 64);
	u64 touches = foliotune_min(${PRICE_BOUNDS.touches}, hazard * blackout / 1000000);

	return foliotune_saturated(b->folios * (blackout * touches / (2000 + touches)),
				   b->cpus * ns);
}

/* What an action pays per nanosecond [cores / 1000]. */
static inline u64 foliotune_price_per_ns(const struct foliotune_action *a,
					 const struct foliotune_prices *p, const s32 *raw,
					 const struct foliotune_batch *b)
{
	int serial = a->migrator == FOLIOTUNE_MIGRATOR_KERNEL;
	u64 idle = foliotune_min(a->workers, foliotune_idle_for(a, raw));
	u64 cpus = FOLIOTUNE_BUSY_PRICE * (a->workers - idle) + FOLIOTUNE_IDLE_PRICE * idle;
	u64 held = b->folios * (serial ? 1 : 2) + 2 * b->to_come;
	u64 waiting = (serial ? p->wait / 2 : p->wait) + p->delay * b->share * held / 128;

	return foliotune_min(${PRICE_BOUNDS.perNs},
			     waiting + cpus + p->channel * foliotune_granted(a, raw));
}

/* The possible action of least expected cost at prices k; FOLIOTUNE_NR_ACTIONS where none is weighed. */
static inline int foliotune_cheapest_at(int k, const s32 *raw, u64 possible)
{
	const struct foliotune_prices *p = &foliotune_prices[k];
	const u8 *weighed = foliotune_weighed[p->nontemporal];
	struct foliotune_batch batch;
	u64 least = ~0ULL;
	int rank, best = FOLIOTUNE_NR_ACTIONS;

	foliotune_batch_of(raw, &batch);
	for (rank = 0; rank < ${weighed()}; rank++) {
		const struct foliotune_action *a = &foliotune_actions[weighed[rank]];
		u64 ns, cost;

		if (!((possible >> weighed[rank]) & 1))
			continue;
		ns = foliotune_copy_ns(a, raw);
		cost = ns * foliotune_price_per_ns(a, p, raw, &batch) / 1000 +
		       foliotune_stall_ns(p->touch, ns,
					  a->migrator == FOLIOTUNE_MIGRATOR_KERNEL, &batch);
		if (cost < least) {
			least = cost;
			best = weighed[rank];
		}
	}
	return best;
}
`;

/** Tables and functions of the prices that a tree's leaves name. */
export function priceFunctions(prices: readonly Prices[]): string {
  return `#if defined(__KERNEL__) && !defined(CONFIG_64BIT)
#error "expected costs are divided in 64 bits"
#endif

/*
 * Prices: touches of an unmapped THP [1/s]; what a THP loses while it waits, what a
 * batch loses while it is unmapped, what a channel is worth [cores / 1000]; stores.
 */
struct foliotune_prices {
	u32 touch;
	u32 delay;
	u32 wait;
	u32 channel;
	u8 nontemporal;
};

static const struct foliotune_prices foliotune_prices[] = {
${prices.map(pricesRow).join('\n')}
};

/* What is weighed, by stores, in the order of preference among equals. */
static const u8 foliotune_weighed[2][${weighed()}] = {
${weighedTables()}
};

${constants()}

${COPY_TIME}
${cheapest()}`;
}
