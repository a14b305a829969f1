/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Libraries that few commands need, loaded when one does. The dynamic linker spends 250,000 to 900,000
 * instructions on each of them when a program starts.
 *
 *	#define ZLIB(F)	F(inflate) F(inflateEnd)
 *	static struct { ZLIB(LIBRARY_POINTER) } zlib;
 *
 *	library_load("libz.so.1", (const char *const[]){ ZLIB(LIBRARY_NAME) NULL }, &zlib);
 *	zlib.inflate(...);
 */
#ifndef TWINFO_LIBRARY_H
#define TWINFO_LIBRARY_H

/* A pointer to a function or variable that a header of the library declares; it has the same name. */
#define LIBRARY_POINTER(symbol)	typeof(symbol) *symbol;
#define LIBRARY_NAME(symbol)	#symbol,

void library_load(const char *file, const char *const *names, void *pointers);

#endif /* TWINFO_LIBRARY_H */
