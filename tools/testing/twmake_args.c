// SPDX-License-Identifier: GPL-2.0-only
/* The command line of twmake. */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twmake.h"

static _Noreturn void usage(void)
{
	fputs("Usage: twmake [options]\n\n"
	      "Makes TIME_WAIT tuples and prints each as \"STATE LOCAL PEER\".\n\n"
	      "  -n, --count N         number of rows (default 1)\n"
	      "  -f, --family 4|6|mapped\n"
	      "  -c, --closer server|client\n"
	      "                        who closes first and so keeps the tuple (default server)\n"
	      "  -F, --fin-wait-2      stop half way: FIN-WAIT-2, while twmake runs; implies --hold\n"
	      "  -t, --timestamps on|off   set tcp_timestamps while the rows are made\n"
	      "  -s, --source ADDR     row I comes from ADDR + I\n"
	      "                        (default 127.1.0.0; for IPv6 ::1 for all rows)\n"
	      "  -1, --one-source      all rows come from ADDR, only their ports differ\n"
	      "      --auto-port       let connect() choose source and port\n"
	      "      --server ADDR     (default 127.0.0.1 or ::1)\n"
	      "      --server-netns NAME   listen in that namespace of `ip netns`\n"
	      "  -p, --port PORT       of the server (default 9000); thread T listens on PORT + T,\n"
	      "                        and makes the rows whose number modulo --threads is T\n"
	      "  -b, --first-port PORT  row I comes from PORT + I modulo --span (default 10000)\n"
	      "      --span N          (default 20000)\n"
	      "  -r, --rate N          rows a second, all threads together (default: no limit)\n"
	      "  -j, --threads N       (default 1)\n"
	      "      --late ack|fin    send a late segment from the other side to each tuple: an ACK with a\n"
	      "                        fresh timestamp, or its FIN again (answered; a reset comes back\n"
	      "                        and, unless tcp_rfc1337 is set, removes the tuple); IPv4 only\n"
	      "      --late-after MS   when (default 0)\n"
	      "      --cost            print the cycles that connect() took, too\n"
	      "      --hold            wait for SIGTERM at the end\n"
	      "      --nice N          run at this niceness; -20 interrupts other processes\n"
	      "      --dry-run         print the rows, make none\n"
	      "      --churn SECONDS   make the same rows again and again for SECONDS, end some by a\n"
	      "                        reset; print a count\n"
	      "      --seed N          seed of its random choices (default 0)\n"
	      "  -h, --help\n\n"
	      "Exit status: 0 all were made, 1 some could not be made, 2 wrong use.\n",
	      stdout);
	exit(0);
}

static long number(const char *name, const char *text, long min, long max)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (errno || *end || end == text || n < min || n > max)
		error(2, 0, "--%s %s: expected a number from %ld to %ld", name, text, min, max);
	return n;
}

/* An address of the family asked for; an IPv4 one as its v4-mapped address. */
static struct in6_addr address(const char *option, const char *text, bool v6)
{
	char mapped[INET6_ADDRSTRLEN + 8];
	struct in6_addr addr;

	snprintf(mapped, sizeof(mapped), "%s%s", v6 ? "" : "::ffff:", text);
	if (inet_pton(AF_INET6, mapped, &addr) != 1)
		error(2, 0, "--%s %s: expected an IPv%d address", option, text, v6 ? 6 : 4);
	return addr;
}

static void choose_addresses(const char *source, const char *server)
{
	bool v6 = opt.family == V6;

	opt.one_source |= v6 && !source;
	opt.source = address("source", source ?: v6 ? "::1" : "127.1.0.0", v6);
	opt.server = address("server", server ?: v6 ? "::1" : "127.0.0.1", v6);
	if (opt.first_port + opt.span > 65536)
		error(2, 0, "--first-port %ld with --span %ld: beyond port 65535", opt.first_port,
		      opt.span);
	if (opt.one_source && !opt.churn_s && opt.count > opt.span)
		error(2, 0, "--count %ld: one source has --span %ld ports", opt.count, opt.span);
	if (opt.late && (opt.family != V4 || opt.fin_wait2))
		error(2, 0, "--late: for IPv4's TIME-WAIT only");
	if (opt.threads > opt.count)
		error(2, 0, "--threads %ld: more than rows", opt.threads);
}

/**
 * parse() - fills opt with what the command line asks for
 * @argc: of main()
 * @argv: of main()
 *
 * Ends the program with 2 on wrong use.
 */
void parse(int argc, char **argv)
{
	const char *source = NULL, *server = NULL;
	char *netns;
	enum { SPAN = 256, AUTO_PORT, SERVER, HOLD, DRY_RUN, NICE, CHURN, NETNS,
	       LATE, LATE_AFTER, SEED, COST };
	static const struct option options[] = {
		{ "count", 1, NULL, 'n' },
		{ "family", 1, NULL, 'f' },
		{ "closer", 1, NULL, 'c' },
		{ "fin-wait-2", 0, NULL, 'F' },
		{ "timestamps", 1, NULL, 't' },
		{ "source", 1, NULL, 's' },
		{ "one-source", 0, NULL, '1' },
		{ "auto-port", 0, NULL, AUTO_PORT },
		{ "server", 1, NULL, SERVER },
		{ "server-netns", 1, NULL, NETNS },
		{ "seed", 1, NULL, SEED },
		{ "late", 1, NULL, LATE },
		{ "late-after", 1, NULL, LATE_AFTER },
		{ "port", 1, NULL, 'p' },
		{ "first-port", 1, NULL, 'b' },
		{ "span", 1, NULL, SPAN },
		{ "rate", 1, NULL, 'r' },
		{ "threads", 1, NULL, 'j' },
		{ "cost", 0, NULL, COST },
		{ "hold", 0, NULL, HOLD },
		{ "nice", 1, NULL, NICE },
		{ "dry-run", 0, NULL, DRY_RUN },
		{ "churn", 1, NULL, CHURN },
		{ "help", 0, NULL, 'h' },
		{ }
	};
	int c;

	opt = (struct shape){
		.count = 1, .port = 9000, .first_port = 10000, .span = 20000, .threads = 1
	};
	while ((c = getopt_long(argc, argv, "n:f:c:Ft:s:1p:b:r:j:h", options, NULL)) != -1) {
		switch (c) {
		case 'n':
			opt.count = number("count", optarg, 1, 1 << 24);
			break;
		case 'f':
			opt.family = !strcmp(optarg, "4") ? V4 : !strcmp(optarg, "6") ? V6 : MAPPED;
			if (opt.family == MAPPED && strcmp(optarg, "mapped"))
				error(2, 0, "--family %s: expected 4, 6 or mapped", optarg);
			break;
		case 'c':
			opt.client_closes = !strcmp(optarg, "client");
			if (!opt.client_closes && strcmp(optarg, "server"))
				error(2, 0, "--closer %s: expected server or client", optarg);
			break;
		case 'F':
			opt.fin_wait2 = opt.hold = true;
			break;
		case 't':
			opt.timestamps = !strcmp(optarg, "on") ? "1" : "0";
			if (*opt.timestamps == '0' && strcmp(optarg, "off"))
				error(2, 0, "--timestamps %s: expected on or off", optarg);
			break;
		case 's':
			source = optarg;
			break;
		case '1':
			opt.one_source = true;
			break;
		case 'p':
			opt.port = number("port", optarg, 1, 65535);
			break;
		case 'b':
			opt.first_port = number("first-port", optarg, 1, 65535);
			break;
		case AUTO_PORT:
			opt.auto_port = true;
			break;
		case SERVER:
			server = optarg;
			break;
		case NETNS:
			if (asprintf(&netns, "/run/netns/%s", optarg) < 0)
				error(1, errno, "--server-netns");
			opt.server_netns = netns;
			break;
		case LATE:
			opt.late = !strcmp(optarg, "ack") ? LATE_ACK : LATE_FIN;
			if (opt.late == LATE_FIN && strcmp(optarg, "fin"))
				error(2, 0, "--late %s: expected ack or fin", optarg);
			break;
		case LATE_AFTER:
			opt.late_after_ms = number("late-after", optarg, 0, 120000);
			break;
		case SEED:
			opt.seed = number("seed", optarg, 0, 1 << 30);
			break;
		case SPAN:
			opt.span = number("span", optarg, 1, 65535);
			break;
		case 'r':
			opt.rate = number("rate", optarg, 1, 1000000);
			break;
		case 'j':
			opt.threads = number("threads", optarg, 1, THREADS_MAX);
			break;
		case COST:
			opt.cost = true;
			break;
		case HOLD:
			opt.hold = true;
			break;
		case NICE:
			opt.nice = number("nice", optarg, -20, 19);
			break;
		case DRY_RUN:
			opt.dry_run = true;
			break;
		case CHURN:
			opt.churn_s = number("churn", optarg, 1, 3600);
			break;
		case 'h':
			usage();
		default:
			fputs("Try 'twmake --help'.\n", stderr);
			exit(2);
		}
	}
	if (optind < argc)
		error(2, 0, "'%s': no arguments are expected", argv[optind]);
	choose_addresses(source, server);
}
