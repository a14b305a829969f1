/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the user wants a snapshot from. */
#ifndef TWINFO_ORIGIN_H
#define TWINFO_ORIGIN_H

/* Of the running kernel. FROM_EITHER: by the module if its file can be read, else by sock_diag. */
enum from { FROM_MODULE, FROM_DIAG, FROM_EITHER };

/* What the user said about where from. */
struct origin {
	const char *input;		/* a file, compressed or not, "-" for standard input, NULL for the running kernel */
	enum from from;
	const char *netns;		/* as -N has it; sock_diag is asked in it */
};

#endif /* TWINFO_ORIGIN_H */
