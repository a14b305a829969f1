// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares dumps of /proc/twinfo, of /proc/net/tcp and tcp6, and of `ss -tan` with a list of tuples
 * that lived through all of them. Each tuple must be in each dump exactly once, with an age that all
 * dumps agree on, and no other tuple may be in a dump.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <getopt.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 1024
#define ENDPOINT 64

struct tuple {
	struct tuple *next;
	char *name;		/* "LOCAL PEER" */
	bool lives;		/* a survivor; others may come and go */
	bool elsewhere;		/* in another namespace, whose rows /proc/twinfo alone has */
	long seen_in;		/* the last dump that had it */
	unsigned long seen_net;	/* its namespace there */
	long age_ms;		/* its age there, -1 if none */
	long born_min, born_max;	/* when its timer was armed, by all dumps, in ms of now_ms */
};

enum format { TWINFO, PROC_NET, SS, FORMATS };

static const char *const formats[] = { "/proc/twinfo", "/proc/net/tcp and tcp6", "ss -tan" };

static struct {
	long dumps, rows, missing, repeated, strange, unsteady, restarts, locked, gone;
} sum[FORMATS];

static void *tuples;
static struct tuple *all;	/* in any order; tuples is the tree */
static struct tuple **survivors;
static long survivors_count;
static long dump;		/* number of the current dump, from 1 */
static const char *dump_name;

/* A tree, because the hash of hsearch(3) reads the first eight characters only. */
static int compare(const void *a, const void *b)
{
	return strcmp(((const struct tuple *)a)->name, ((const struct tuple *)b)->name);
}

static struct tuple *find(const char *local, const char *peer)
{
	char text[2 * ENDPOINT];
	struct tuple wanted = { .name = text }, **found;

	stpcpy(stpcpy(stpcpy(text, local), " "), peer);
	found = tfind(&wanted, &tuples, compare);
	return found ? *found : NULL;
}

static struct tuple *add(const char *local, const char *peer)
{
	struct tuple *t = find(local, peer);

	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t)
		error(2, ENOMEM, "tuples");
	t->next = all;
	all = t;
	if (asprintf(&t->name, "%s %s", local, peer) < 0 || !tsearch(t, &tuples, compare))
		error(2, ENOMEM, "tuples");
	return t;
}

/* A list of twmake: "STATE LOCAL PEER". Those that come and go may be of either side. */
static void read_list(const char *name, bool lives, bool elsewhere)
{
	char local[ENDPOINT], peer[ENDPOINT];
	FILE *f = fopen(name, "re");

	if (!f)
		error(2, errno, "%s", name);
	while (fscanf(f, "%*s %63s %63s", local, peer) == 2) {
		struct tuple *t = add(local, peer);

		if (!lives) {
			add(peer, local);
			continue;
		}
		t->lives = true;
		t->elsewhere = elsewhere;
		survivors = reallocarray(survivors, survivors_count + 1, sizeof(*survivors));
		if (!survivors)
			error(2, ENOMEM, "tuples");
		survivors[survivors_count++] = t;
	}
	fclose(f);
}

/* Prints the first few faults of /proc/twinfo; those of /proc/net/tcp are expected. */
static void fault(enum format format, long *count, const char *what, const char *name)
{
	if (format == TWINFO && *count < 5)
		printf("%s: %s: %s\n", dump_name, what, name);
	++*count;
}

static void see(enum format format, unsigned long net, const char *local, const char *peer,
		long age_ms)
{
	struct tuple *t = find(local, peer);

	sum[format].rows++;
	if (!t)
		fault(format, &sum[format].strange, "strange", peer);
	else if (t->seen_in != dump)
		t->seen_in = dump, t->seen_net = net, t->age_ms = age_ms;
	else if (t->seen_net == net && (t->lives || format == TWINFO))
		fault(format, &sum[format].repeated, "repeated", t->name);
}

/* An endpoint of /proc/net/tcp or tcp6: the address as hexadecimal words, then the port. */
static void unhex(const char *hex, char *to, size_t size)
{
	size_t len = strcspn(hex, ":"), i;
	char text[INET6_ADDRSTRLEN], word[9] = "";
	unsigned int addr[4] = { 0 };
	unsigned long port = strtoul(hex + len + 1, NULL, 16);

	for (i = 0; i < len / 8 && i < 4; i++) {
		memcpy(word, hex + 8 * i, 8);
		addr[i] = strtoul(word, NULL, 16);
	}
	if (len == 8)
		snprintf(to, size, "%s:%lu", inet_ntop(AF_INET, addr, text, sizeof(text)), port);
	else
		snprintf(to, size, "[%s]:%lu", inet_ntop(AF_INET6, addr, text, sizeof(text)), port);
}

static long key(const char *line, const char *name)
{
	const char *at = strstr(line, name);

	return at ? atol(at + strlen(name)) : 0;
}

/*
 * An age is of some moment of its snapshot, which began at @from and ended at @to. Ages follow the
 * clock, so all snapshots agree on when the timer was armed, within a tick at either end.
 */
static void agree(struct tuple *t, long from, long to, long tick_ms)
{
	if (t->seen_in != dump || t->age_ms < 0)
		return;
	if (!t->born_max || from - t->age_ms > t->born_min)
		t->born_min = from - t->age_ms;
	if (!t->born_max || to - t->age_ms < t->born_max)
		t->born_max = to - t->age_ms;
	if (t->born_min > t->born_max + 2 * tick_ms)
		fault(TWINFO, &sum[TWINFO].unsteady, "an age that does not go on", t->name);
}

static void read_twinfo(FILE *f, const char *head)
{
	char line[LINE], *word[6], *rest;
	long rows = sum[TWINFO].rows, i, to = 0;
	bool ended = false;

	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "tw ", 3)) {
			for (rest = line, i = 0; i < 6; i++)
				word[i] = strsep(&rest, " ");
			if (!rest || strlen(word[3]) >= ENDPOINT || strlen(word[4]) >= ENDPOINT)
				error(1, 0, "%s: a damaged row", dump_name);
			see(TWINFO, strtoul(word[1], NULL, 10), word[3], word[4],
			    *word[5] == '-' ? -1 : atol(word[5]));
			continue;
		}
		if (strncmp(line, "end ", 4))
			continue;
		to = key(line, " now_ms=");
		ended = key(line, " tw=") + key(line, " fw2=") == sum[TWINFO].rows - rows;
		sum[TWINFO].restarts += key(line, " restarts=");
		sum[TWINFO].locked += key(line, " locked=");
		sum[TWINFO].gone += key(line, " gone=");
	}
	if (!ended)
		error(1, 0, "%s: no 'end' that counts its rows", dump_name);
	for (i = 0; i < survivors_count; i++)
		agree(survivors[i], key(head, " now_ms="), to, 1000 / key(head, " hz="));
}

static void read_proc_net(FILE *f)
{
	char line[LINE], from[ENDPOINT], to[ENDPOINT], local[ENDPOINT], peer[ENDPOINT];
	unsigned int state;

	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*s %63s %63s %x", from, to, &state) != 3 || state != 6)
			continue;
		unhex(from, local, sizeof(local));
		unhex(to, peer, sizeof(peer));
		see(PROC_NET, 0, local, peer, -1);
	}
}

static void read_ss(FILE *f)
{
	char line[LINE], state[16], local[ENDPOINT], peer[ENDPOINT];

	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%15s %*s %*s %63s %63s", state, local, peer) == 3 &&
		    !strcmp(state, "TIME-WAIT"))
			see(SS, 0, local, peer, -1);
}

static void read_dump(const char *name)
{
	FILE *f = fopen(name, "re");
	enum format format;
	char line[LINE];
	bool v6;
	long i;

	dump++;
	dump_name = name;
	if (!f || !fgets(line, sizeof(line), f))
		error(2, errno, "%s", name);
	format = !strncmp(line, "twinfo ", 7) ? TWINFO : !strncmp(line, "State ", 6) ? SS : PROC_NET;
	v6 = strstr(line, "remote_address");	/* tcp6; the heading of tcp has "rem_address" */

	sum[format].dumps++;
	if (format == TWINFO)
		read_twinfo(f, line);
	else if (format == SS)
		read_ss(f);
	else
		read_proc_net(f);
	fclose(f);

	for (i = 0; i < survivors_count; i++)
		if (survivors[i]->seen_in != dump && (format == TWINFO || !survivors[i]->elsewhere) &&
		    (format != PROC_NET || v6 == (*survivors[i]->name == '[')))
			fault(format, &sum[format].missing, "missing", survivors[i]->name);
}

static void report(enum format format)
{
	printf("%s: %ld dumps, %ld rows; of %ld survivors %ld times missing, %ld repeated; strange "
	       "rows %ld",
	       formats[format], sum[format].dumps, sum[format].rows, survivors_count,
	       sum[format].missing, sum[format].repeated, sum[format].strange);
	if (format == TWINFO)
		printf("; unsteady ages %ld; restarts %ld, locked %ld, gone %ld",
		       sum[format].unsteady, sum[format].restarts, sum[format].locked,
		       sum[format].gone);
	putchar('\n');
}

int main(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "s:o:c:")) != -1) {
		if (c == '?')
			error(2, 0, "Usage: twcheck [-s SURVIVORS]... [-o SURVIVORS-ELSEWHERE]... "
				    "[-c COME-AND-GO]... DUMP...");
		read_list(optarg, c != 'c', c == 'o');
	}
	for (; optind < argc; optind++)
		read_dump(argv[optind]);

	for (c = 0; c < FORMATS; c++)
		if (sum[c].dumps)
			report(c);
	return !sum[TWINFO].dumps || sum[TWINFO].missing || sum[TWINFO].repeated ||
	       sum[TWINFO].strange || sum[TWINFO].unsteady;
}
