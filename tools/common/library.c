// SPDX-License-Identifier: GPL-2.0-only
/* Libraries that few commands need, loaded when one does. */

#include <dlfcn.h>

#include "common/fail.h"
#include "common/library.h"

/**
 * library_load() - load a library; ends the program with EXIT_UNREADABLE if it is not there
 * @file: its file, with the version of its interface: "libz.so.1"
 * @names: the names of its symbols, ending with NULL
 * @pointers: where their addresses go: a struct of as many pointers, in that order
 *
 * May be called again, as the library stays loaded until the program ends.
 */
void library_load(const char *file, const char *const *names, void *pointers)
{
	void *library = dlopen(file, RTLD_LAZY), **to = pointers;

	if (!library)
		fail(EXIT_UNREADABLE, "the library cannot be loaded: %s", dlerror());
	for (; *names; names++, to++) {
		*to = dlsym(library, *names);
		if (!*to)
			fail(EXIT_UNREADABLE, "the library does not fit: %s", dlerror());
	}
}
