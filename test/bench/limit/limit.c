/*
 * The physical limit of the simulator's event loop: the same laws in C, on a system of the same size, that runs by itself.
 * One event is solve (CPU shares, siblings, max-min fair bandwidth, charges, externality), the next time, and letting time
 * pass. What a policy sees, the laws of batches, faults and accounts are left out, so this is a bound and no rival.
 *
 * Eight callers wait, unmap, set up, copy and remap, over and over. Copies take turns: serial, 8 workers, 4 channels, and
 * half by channels and half by workers. Units are bytes and ns; every law is that of the file of src/sim with its name.
 *
 * limit MACHINE EVENTS prints the CPU time [s], the mean number of busy callers, of flows, and a checksum.
 * MACHINE is a file of numbers that test/bench/cases/limit.ts writes: see readMachine.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLOTS = 8, NODES = 2, TENANT_FLOWS = 2 * NODES, FLOWS = 2 * SLOTS + TENANT_FLOWS, USES = 8, RESOURCES = 16, CHANNELS = 16 };
enum stage { IDLE, UNMAP, WAIT, SETUP, COPY, REMAP };

struct traffic { int count, resource[USES]; double weight[USES]; unsigned mask; };
struct flow { double weight, limit, rate; const struct traffic *uses; };

struct slot {
	enum stage stage;
	int turn, route, workers, channels, held;
	/* ns left of the stage; bytes left to the CPU and to the channels */
	double left, cpuBytes, dmaBytes, folios, bytes;
	double unmapped, holding, hazard;
	/* progress of its threads, and costs per ns and so far */
	double pace, cpuUse, cpuCost, bandwidth, fairness, externality;
	double delay, cpu, slowed, unfair, blamed;
	int threads, node;
};

/* The machine. */
static int resources;
static double capacity[RESOURCES], cores, perCore, gain, copyLoss;
static struct traffic byCpu[NODES], byDma[NODES], byTenant[TENANT_FLOWS];

/* The state. */
static struct slot slots[SLOTS];
static struct flow flows[FLOWS];
static double now, nextLoad, tenants[NODES], demand[TENANT_FLOWS], baseline[TENANT_FLOWS];
static double running[NODES], used[NODES], tenantPace[NODES], lost[NODES], inUse[RESOURCES];
static double cpuNs, dmaNs, busyNs, busySum, flowSum;
static int changed, freeChannels = CHANNELS;

static const double WORKER_RATE = 11.2, CHANNEL_RATE = 7.5, IDLE_PRICE = 0.1, MEMORY_BOUND = 0.5, MM_CPUS = 16;
static const double THINK_NS = 2.2e6, LOAD_NS = 4e6;

static unsigned long long seed = 0x9e3779b97f4a7c15ull;

/* xorshift64: evenly in (0, 1). */
static double uniform(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return ((seed >> 11) + 0.5) / 9007199254740992.0;
}

static double least(double a, double b) { return a < b ? a : b; }
static double most(double a, double b) { return a > b ? a : b; }

/* share-cpus.ts and smt.ts */
static double added(void) { return gain / (perCore - 1); }

static double progressAlone(double threads)
{
	double runs = least(threads, cores * perCore);
	return least(runs, cores) + added() * most(0, runs - cores);
}

static int copiesByCpu(const struct slot *s) { return s->stage == COPY && s->cpuBytes > 0; }

static int threadsOf(const struct slot *s)
{
	if (s->stage == UNMAP || s->stage == SETUP || s->stage == REMAP) return 1;
	return copiesByCpu(s) ? s->workers : 0;
}

static void runBesideSiblings(int node)
{
	double copies = 0, others = 0, alone = progressAlone(used[node]), progress = alone, copyPace = 1, otherPace = 1;
	for (int k = 0; k < SLOTS; k++) {
		struct slot *s = &slots[k];
		if (!s->threads || s->node != node) continue;
		if (copiesByCpu(s)) copies += s->threads * tenantPace[node];
		else others += s->threads * tenantPace[node];
	}
	double idle = most(0, cores - used[node]), beside = most(0, copies + others - idle);
	if (beside > 0) {
		double part = beside / (copies + others), free = idle / cores, taken = (1 - added()) / 2;
		progress = most(0, alone - part * (1 - free) * (copyLoss * copies + taken * others));
		copyPace = 1 - part * free;
		otherPace = 1 - part * taken;
	}
	for (int k = 0; k < SLOTS; k++) {
		struct slot *s = &slots[k];
		if (s->threads && s->node == node) s->pace *= copiesByCpu(s) ? copyPace : otherPace;
	}
	lost[node] = most(0, progressAlone(tenants[node]) - progress);
	tenantPace[node] *= used[node] > 0 ? progress / used[node] : 1;
}

static void shareCpus(void)
{
	memset(running, 0, sizeof running);
	for (int k = 0; k < SLOTS; k++) {
		struct slot *s = &slots[k];
		s->threads = threadsOf(s);
		/* workers pull: they run at the target */
		s->node = copiesByCpu(s) && s->workers > 1 ? 1 - s->route : 0;
		if (s->threads) running[s->node] += s->threads;
	}
	for (int node = 0; node < NODES; node++) {
		double runnable = tenants[node] + running[node];
		tenantPace[node] = runnable > 0 ? least(1, cores * perCore / runnable) : 1;
		used[node] = tenants[node] * tenantPace[node];
	}
	for (int k = 0; k < SLOTS; k++) {
		struct slot *s = &slots[k];
		s->pace = tenantPace[s->node];
		s->cpuUse = s->threads * s->pace;
	}
	for (int node = 0; node < NODES; node++) runBesideSiblings(node);
}

/* cpu-charge.ts */
static void chargeCpu(void)
{
	for (int k = 0; k < SLOTS; k++) {
		struct slot *s = &slots[k];
		double share = s->threads ? s->cpuUse / s->threads : 0;
		double loss = s->threads ? lost[s->node] / running[s->node] : 0;
		s->cpuCost = s->threads * (loss + IDLE_PRICE * most(0, share - loss));
		s->fairness = s->threads && s->stage == COPY && s->workers > 1 ? s->cpuUse : 0;
	}
}

/* max-min.ts: progressive filling */
static void use(const struct flow *f, double amount, double *sum)
{
	for (int u = 0; u < f->uses->count; u++) sum[f->uses->resource[u]] += amount * f->uses->weight[u];
}

static int exhausted(const struct flow *f, unsigned full) { return (f->uses->mask & full) != 0; }

static void maxMin(struct flow *all, int count, double *sum)
{
	int rising[FLOWS], left = 0, fits = 1;
	memset(sum, 0, sizeof(double) * RESOURCES);
	for (int f = 0; f < count; f++) {
		all[f].rate = all[f].weight > 0 ? all[f].limit : 0;
		if (all[f].rate <= 0) continue;
		rising[left++] = f;
		use(&all[f], all[f].rate, sum);
	}
	for (int r = 0; r < resources; r++) fits &= sum[r] <= capacity[r];
	if (fits) return;
	memset(sum, 0, sizeof(double) * RESOURCES);
	while (left > 0) {
		double slope[RESOURCES] = {0}, level = INFINITY;
		unsigned full = 0;
		int kept = 0;
		for (int k = 0; k < left; k++) {
			const struct flow *f = &all[rising[k]];
			use(f, f->weight, slope);
			level = least(level, f->limit / f->weight);
		}
		for (int r = 0; r < resources; r++)
			if (slope[r] > 0) level = least(level, most(0, capacity[r] - sum[r]) / slope[r]);
		for (int r = 0; r < resources; r++)
			if (sum[r] + level * slope[r] >= capacity[r] * (1 - 1e-12)) full |= 1u << r;
		for (int k = 0; k < left; k++) {
			struct flow *f = &all[rising[k]];
			if (f->limit / f->weight > level * (1 + 1e-12) && !exhausted(f, full)) {
				rising[kept++] = rising[k];
				continue;
			}
			f->rate = least(f->limit, f->weight * level);
			use(f, f->rate, sum);
		}
		left = kept;
	}
}

/* share-bandwidth.ts */
static void set(struct flow *f, double weight, double limit, const struct traffic *uses)
{
	if (f->weight == weight && f->limit == limit && f->uses == uses) return;
	*f = (struct flow){weight, limit, 0, uses};
	changed = 1;
}

static void chargeBandwidth(void)
{
	double taken = 0, moving = 0;
	for (int i = 0; i < TENANT_FLOWS; i++) {
		const struct flow *f = &flows[2 * SLOTS + i];
		if (demand[i] <= 0) continue;
		taken += tenants[i / 2] * MEMORY_BOUND * most(0, least(baseline[i], f->limit) - f->rate) / demand[i];
	}
	for (int p = 0; p < 2 * SLOTS; p++) moving += flows[p].rate;
	for (int k = 0; k < SLOTS; k++)
		slots[k].bandwidth = moving > 0 ? taken * (flows[2 * k].rate + flows[2 * k + 1].rate) / moving : 0;
}

static void shareBandwidth(void)
{
	for (int k = 0; k < SLOTS; k++) {
		const struct slot *s = &slots[k];
		int cpu = copiesByCpu(s), dma = s->stage == COPY && s->dmaBytes > 0;
		set(&flows[2 * k], cpu ? s->workers : 0, cpu ? s->workers * WORKER_RATE * s->pace : 0, &byCpu[s->route]);
		set(&flows[2 * k + 1], dma ? s->held : 0, dma ? s->held * CHANNEL_RATE : 0, &byDma[s->route]);
	}
	for (int i = 0; i < TENANT_FLOWS; i++)
		set(&flows[2 * SLOTS + i], most(1, tenants[i / 2]), demand[i] * tenantPace[i / 2], &byTenant[i]);
	if (!changed) return;
	maxMin(flows, FLOWS, inUse);
	chargeBandwidth();
	changed = 0;
}

/* externality.ts */
static double urgency(const struct slot *s)
{
	double waiters = s->folios * -expm1(-s->hazard * most(0, now - s->unmapped));
	return s->holding + waiters / (1 + waiters / MM_CPUS);
}

static void blameFlows(int k, int place)
{
	const struct flow *f = &flows[place];
	double alone = f->limit, met[SLOTS] = {0}, sum = 0;
	unsigned full = 0;
	if (f->rate <= 0 || f->rate > f->limit * (1 - 1e-9)) return;
	for (int u = 0; u < f->uses->count; u++) {
		int r = f->uses->resource[u];
		alone = least(alone, capacity[r] / f->uses->weight[u]);
		if (inUse[r] >= capacity[r] * (1 - 1e-9)) full |= 1u << r;
	}
	double slow = 1 - f->rate / alone;
	if (slow < 1e-9) return;
	for (int p = 0; p < FLOWS; p++) {
		if (p == place || flows[p].rate <= 0 || !exhausted(&flows[p], full)) continue;
		sum += flows[p].rate;
		if (p < 2 * SLOTS) met[p / 2] += flows[p].rate;
	}
	if (sum <= 0) return;
	double lose = slow * urgency(&slots[k]) * f->rate / (flows[2 * k].rate + flows[2 * k + 1].rate) / sum;
	for (int o = 0; o < SLOTS; o++)
		if (o != k) slots[o].externality += lose * met[o];
}

static void blameWorkers(int k)
{
	const struct slot *s = &slots[k];
	if (s->pace >= 1) return;
	double lose = (1 - s->pace) * urgency(s) / (tenants[0] + running[0]);
	for (int o = 0; o < SLOTS; o++) {
		struct slot *other = &slots[o];
		if (o != k && other->stage == COPY && other->threads && other->node == 0) other->externality += lose * other->threads;
	}
}

static void blameHolders(int k)
{
	double lose = urgency(&slots[k]) / CHANNELS;
	for (int o = 0; o < SLOTS; o++) slots[o].externality += lose * slots[o].held;
}

static void chargeExternality(void)
{
	for (int k = 0; k < SLOTS; k++) slots[k].externality = 0;
	for (int k = 0; k < SLOTS; k++) {
		enum stage at = slots[k].stage;
		if (at == COPY) {
			blameFlows(k, 2 * k);
			blameFlows(k, 2 * k + 1);
		} else if (at == UNMAP || at == REMAP) blameWorkers(k);
		else if (at == WAIT) blameHolders(k);
	}
}

static void solve(void)
{
	shareCpus();
	shareBandwidth();
	chargeCpu();
	chargeExternality();
}

#include "loop.h"
