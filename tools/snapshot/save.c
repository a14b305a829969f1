// SPDX-License-Identifier: GPL-2.0-only
/* Writing a snapshot to a file, as it came. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fail.h"
#include "snapshot/snapshot.h"
#include "snapshot/source.h"

static char *unfinished;	/* a file that is not whole yet */

static void remove_unfinished(void)
{
	unlink(unfinished);
}

/* Is there something else than a file, such as a terminal or a pipe, that cannot be replaced? */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

static FILE *create(const char *path)
{
	FILE *file;
	int fd;

	if (!strcmp(path, "-")) {
		file = fdopen(dup(STDOUT_FILENO), "w");
	} else if (is_special(path)) {
		file = fopen(path, "we");
	} else {
		if (asprintf(&unfinished, "%s.XXXXXX", path) < 0)
			fail(EXIT_OUTPUT, "out of memory");
		fd = mkstemp(unfinished);
		file = fd < 0 ? NULL : fdopen(fd, "w");
		if (file)
			on_failure(remove_unfinished);
	}
	if (!file)
		fail(EXIT_OUTPUT, "%s: %s", path, strerror(errno));
	return file;
}

/* A snapshot has addresses, so that the file is the user's alone, as mkstemp() makes it. */
static void finish(FILE *file, const char *path)
{
	bool failed = ferror(file);

	failed |= fclose(file) != 0;
	if (failed || (unfinished && rename(unfinished, path)))
		fail(EXIT_OUTPUT, "%s: %s", path, strerror(errno));
	free(unfinished);
	unfinished = NULL;
}

/**
 * snapshot_save() - write a snapshot to a file, as it came
 * @selection: where from
 * @path: the file, "-" for standard output; it is replaced when the snapshot is whole
 *
 * Ends the program if the snapshot cannot be read, is cut off, or cannot be written.
 */
void snapshot_save(const struct selection *selection, const char *path)
{
	const struct origin origin = { selection->input, selection->from, selection->netns };
	struct source source;
	char *line, *end;
	bool ended = false;
	FILE *file;

	source_open(&source, &origin, false);
	file = create(path);
	while ((line = source_line(&source, &end))) {
		ended = !strncmp(line, "end ", 4);
		*end = '\n';
		fwrite(line, 1, end + 1 - line, file);
	}
	if (!ended || source_rest(&source))
		fail(EXIT_DAMAGED, "%s: the snapshot is cut off: there is no record 'end'", source.name);
	source_close(&source);
	finish(file, path);
}
