/* The loop around limit.c's laws: the next time, letting time pass, and the callers' stages. */

static double timeLeft(int k)
{
	const struct slot *s = &slots[k];
	if (s->stage == IDLE || s->stage == SETUP) return s->left;
	if (s->stage == UNMAP || s->stage == REMAP) return s->left / s->pace;
	if (s->stage == WAIT) return INFINITY;
	double cpu = s->cpuBytes > 0 ? s->cpuBytes / flows[2 * k].rate : INFINITY;
	double dma = s->dmaBytes > 0 ? s->dmaBytes / flows[2 * k + 1].rate : INFINITY;
	return least(cpu, dma);
}

static double nextTime(void)
{
	double next = nextLoad;
	for (int k = 0; k < SLOTS; k++) next = least(next, now + timeLeft(k));
	return next;
}

/* What the clock cannot tell from done is done. */
static double remaining(double amount, double rate, double dt, double resolution)
{
	double rest = amount - rate * dt;
	return rest > rate * resolution ? rest : 0;
}

static void advance(double dt)
{
	double resolution = 2 * DBL_EPSILON * (now + dt);
	int busy = 0;
	for (int k = 0; k < SLOTS; k++) {
		struct slot *s = &slots[k];
		if (s->stage == IDLE || s->stage == SETUP) s->left = remaining(s->left, 1, dt, resolution);
		if (s->stage == IDLE) continue;
		busy++;
		s->delay += s->holding * dt;
		s->cpu += s->cpuCost * dt;
		s->slowed += s->bandwidth * dt;
		s->unfair += s->fairness * dt;
		s->blamed += s->externality * dt;
		cpuNs += s->cpuUse * dt;
		dmaNs += s->held * dt;
		if (s->stage == UNMAP || s->stage == REMAP) s->left = remaining(s->left, s->pace, dt, resolution);
		if (s->stage != COPY) continue;
		s->cpuBytes = remaining(s->cpuBytes, flows[2 * k].rate, dt, resolution);
		s->dmaBytes = remaining(s->dmaBytes, flows[2 * k + 1].rate, dt, resolution);
	}
	if (busy) busyNs += dt;
	now += dt;
}

/* A batch like one of the bench's tiering traffic: caller 0 demotes long lists of huge folios, the others promote. */
static void arrive(int k)
{
	struct slot *s = &slots[k];
	int demotes = k == 0;
	double size[] = {4096, 65536, 2097152};
	s->route = demotes ? 0 : 1;
	s->folios = demotes ? 32 + (int)(480 * uniform()) : 4 + (int)(61 * uniform());
	s->bytes = s->folios * (demotes ? size[2] : size[(int)(3 * uniform())]);
	s->hazard = demotes ? 1e-9 : 1e-7;
	s->holding = demotes ? 0 : 0.01 * s->folios;
	s->unmapped = now;
	s->stage = UNMAP;
	s->left = 600 * s->folios;
}

static void decide(struct slot *s)
{
	int turn = s->turn++ % 4;
	s->workers = turn == 0 ? 1 : turn == 2 ? 0 : 8;
	s->channels = turn < 2 ? 0 : 4;
	s->dmaBytes = turn == 2 ? s->bytes : turn == 3 ? s->bytes / 2 : 0;
	s->cpuBytes = s->bytes - s->dmaBytes;
	s->stage = s->channels ? WAIT : SETUP;
	s->left = 20e3;
}

static void step(int k)
{
	struct slot *s = &slots[k];
	if (s->stage == COPY && s->dmaBytes == 0) {
		freeChannels += s->held;
		s->held = 0;
	}
	if (s->stage == COPY ? s->cpuBytes > 0 || s->dmaBytes > 0 : s->left > 0) return;
	if (s->stage == IDLE) arrive(k);
	else if (s->stage == UNMAP) decide(s);
	else if (s->stage == SETUP) s->stage = COPY;
	else if (s->stage == COPY) {
		s->stage = REMAP;
		s->left = 400 * s->folios;
	} else if (s->stage == REMAP) {
		s->stage = IDLE;
		s->left = -log(uniform()) * THINK_NS;
	}
}

static void serveWaiting(void)
{
	for (int k = 0; k < SLOTS; k++) {
		struct slot *s = &slots[k];
		if (s->stage != WAIT || freeChannels < s->channels) continue;
		freeChannels -= s->held = s->channels;
		s->stage = SETUP;
	}
}

/* tenants.ts: what tenants would get alone is known when their load changes. */
static void changeLoad(void)
{
	struct flow alone[TENANT_FLOWS];
	double sum[RESOURCES];
	int node = uniform() < 0.5;
	tenants[node] = (int)(40 * uniform());
	demand[2 * node] = 100 * uniform();
	demand[2 * node + 1] = 30 * uniform();
	for (int i = 0; i < TENANT_FLOWS; i++) {
		double threads = tenants[i / 2], pace = threads > 0 ? progressAlone(threads) / threads : 1;
		alone[i] = (struct flow){most(1, threads), demand[i] * pace, 0, &byTenant[i]};
	}
	maxMin(alone, TENANT_FLOWS, sum);
	for (int i = 0; i < TENANT_FLOWS; i++) baseline[i] = alone[i].rate;
	nextLoad += LOAD_NS;
}

static void event(void)
{
	advance(nextTime() - now);
	if (now >= nextLoad) changeLoad();
	for (int k = 0; k < SLOTS; k++) step(k);
	serveWaiting();
	solve();
	for (int k = 0; k < SLOTS; k++) busySum += slots[k].stage != IDLE;
	for (int p = 0; p < FLOWS; p++) flowSum += flows[p].rate > 0;
}

static double number(FILE *file)
{
	double value;
	if (fscanf(file, "%lf", &value) != 1) exit(2);
	return value;
}

static void readTraffic(FILE *file, struct traffic *one)
{
	one->count = (int)number(file);
	if (one->count > USES) exit(2);
	for (int u = 0; u < one->count; u++) {
		one->resource[u] = (int)number(file);
		one->weight[u] = number(file);
		one->mask |= 1u << one->resource[u];
	}
}

/*
 * Number of resources and their capacities; cores of a node, hardware threads of a core, what a sibling adds and a copy
 * takes; then for each node the traffic of a copy by CPUs away from it, of one by channels, and of its tenants on their
 * own memory and on the other's: each the number of uses, and of each use its resource and its weight.
 */
static void readMachine(FILE *file)
{
	resources = (int)number(file);
	if (resources > RESOURCES) exit(2);
	for (int r = 0; r < resources; r++) capacity[r] = number(file);
	cores = number(file);
	perCore = number(file);
	gain = number(file);
	copyLoss = number(file);
	for (int node = 0; node < NODES; node++) {
		readTraffic(file, &byCpu[node]);
		readTraffic(file, &byDma[node]);
		readTraffic(file, &byTenant[2 * node]);
		readTraffic(file, &byTenant[2 * node + 1]);
	}
}

int main(int count, char **words)
{
	FILE *file = count == 3 ? fopen(words[1], "r") : NULL;
	if (!file) return 2;
	readMachine(file);
	for (int k = 0; k < SLOTS; k++) slots[k].left = -log(uniform()) * THINK_NS;
	for (int p = 0; p < FLOWS; p++) flows[p].uses = &byCpu[0];
	long events = atol(words[2]);
	for (long k = 0; k < events / 10; k++) event();
	busySum = flowSum = 0;
	clock_t began = clock();
	for (long k = 0; k < events; k++) event();
	double seconds = (double)(clock() - began) / CLOCKS_PER_SEC, sum = cpuNs + dmaNs + busyNs;
	for (int k = 0; k < SLOTS; k++) sum += slots[k].cpu + slots[k].slowed + slots[k].unfair + slots[k].blamed + slots[k].delay;
	printf("%.9g %.4g %.4g %.17g\n", seconds, busySum / events, flowSum / events, sum);
	return 0;
}
